"""Asking everybody who polls, for both kinds of task at once, and once in a run."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.temporal.liveness.judging import fresh
from checks.temporal.liveness.present import present
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.liveness.tasks import begun
from checks.temporal.liveness.workers import Judgement, Kind, State
from checks.temporal.registration.asking_activities import ActivityProbes
from checks.temporal.registration.asking_workflows import WorkflowProbes
from checks.temporal.registration.loads import load
from checks.temporal.registration.probes import LEAST, PATIENCE, Until
from checks.temporal.registration.registered import Heard, Known, heard, known
from checks.temporal.registration.remains import sweep_activities, sweep_workflows
from checks.temporal.registration.sending import Probes, everybody
from checks.temporal.registration.shortcomings import Load
from checks.temporal.routing.routes import misses
from checks.temporal.target import TemporalTarget

if TYPE_CHECKING:
    from temporalio.client import Client

_PROBES: Mapping[Kind, Callable[["Client", str], Probes[Any]]] = {
    Kind.WORKFLOW: WorkflowProbes,
    Kind.ACTIVITY: ActivityProbes,
}

_SWEEPING = {Kind.WORKFLOW: sweep_workflows, Kind.ACTIVITY: sweep_activities}


SLOW = PATIENCE / 10
"""Seconds for a look at the queue, which takes hundredths of one, above which the machine or the
way is so slow that a worker may well live that has not answered in time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of task: what was seen of its workers before, who polls, and what came of asking.
    `misled`: the server gives none of it to those who poll, so that nobody was asked."""

    kind: Kind
    state: State
    polling: frozenset[str]
    heard: Heard
    load: Load
    misled: bool = False

    @property
    def unanswered(self) -> bool:
        """Whether workers were asked, and none said anything."""
        asked = self.polling and self.state is State.FREE and not self.misled
        return bool(asked) and not self.heard.answered

    def repeats(self, other: "Asked | BaseException") -> bool:
        """Whether it says nothing that the other does not: the same workers, all of them silent."""
        if not isinstance(other, Asked) or not other.unanswered:
            return False
        return self.unanswered and self.polling <= other.polling


async def hear(
    client: "Client", target: TemporalTarget, until: Until, *, heartbeats: bool, standalone: bool
) -> Mapping[Kind, Asked | BaseException]:
    """Both kinds, each with what came of it, or the error that came instead.

    Where nobody has polled lately nothing is started: it would stay in the queue. TimeoutError
    where there is no time to ask anybody.
    """
    if until.left < LEAST:
        raise TimeoutError
    seen = await look(client, target.task_queue, heartbeats=heartbeats)
    judgement = present(seen, target.long_poll)
    limit = fresh(target.long_poll)
    kinds = [kind for kind in Kind if kind is Kind.WORKFLOW or standalone]
    misled = misses(seen, target.long_poll)

    async def found(kind: Kind) -> Asked:
        polling, state = _polling(judgement, kind, limit), judgement.state(kind)
        if not polling or state is not State.FREE or kind in misled:
            return Asked(kind, state, polling, Heard(), Load.UNTOLD, kind in misled)
        probes = _PROBES[kind](client, target.task_queue)
        patient = until.left >= PATIENCE
        told = heard(await everybody(probes, polling, until))
        why = Load.UNTOLD
        if patient and not (told.answered or told.stuck):
            why = await _load(client, target, kind, polling, seen)
        return Asked(kind, state, polling, told, why)

    came = asyncio.gather(*map(found, kinds), return_exceptions=True)
    await asyncio.gather(came, *(_SWEEPING[kind](client) for kind in kinds))
    return dict(zip(kinds, came.result(), strict=True))


def _polling(judgement: Judgement, kind: Kind, limit: float) -> frozenset[str]:
    """Without those known to have gone, which are listed for minutes."""
    own = [each for each in judgement.seen if each.kind is kind and not each.state.gone]
    return frozenset(
        each.identity for each in own if each.polled is not None and each.polled <= limit
    )


async def ask_for_types(
    client: "Client", told: Heard, target: TemporalTarget, until: Until
) -> Known:
    """What those say who list nothing of each workflow that a job needs. Only where nobody else may
    take the question: who has the type, and decodes no argument, would run it."""
    if not told.can_be_asked:
        return {}

    async def asked(type_: str) -> Known:
        probes = WorkflowProbes(client, target.task_queue, type_)
        return known(type_, await everybody(probes, told.askable, until))

    answers = await asyncio.gather(*map(asked, target.workflows))
    return dict(row for each in answers for row in each.items())


async def _load(
    client: "Client",
    target: TemporalTarget,
    kind: Kind,
    polling: frozenset[str],
    before: Sightings,
) -> Load:
    """Why nobody takes a probe, as far as slots tell."""
    queue = target.task_queue
    if kind is Kind.ACTIVITY and await begun(client, queue):
        return Load.FULL
    began = time.monotonic()
    after = await look(client, queue, heartbeats=bool(before.heartbeats))
    if time.monotonic() - began > SLOW:
        return Load.UNTOLD
    return load(kind, polling, before, after)
