"""Asking everybody who polls, for both kinds of task at once, and once in a run."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from checks.temporal.liveness.judging import fresh
from checks.temporal.liveness.present import present
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.liveness.tasks import begun
from checks.temporal.liveness.workers import Judgement, Kind, State
from checks.temporal.registration import asking_activities, asking_workflows
from checks.temporal.registration.loads import load
from checks.temporal.registration.probes import (
    MOST,
    PATIENCE,
    PROMPTLY,
    ROUNDS,
    End,
    Ending,
    number,
    soon,
)
from checks.temporal.registration.registered import Heard, Known, heard, known
from checks.temporal.registration.remains import sweep_activities, sweep_workflows
from checks.temporal.registration.shortcomings import Load
from checks.temporal.routing.routes import misses
from checks.temporal.target import TemporalTarget

if TYPE_CHECKING:
    from temporalio.client import Client

Ask = Callable[..., Awaitable[list[Ending]]]

_ASKING: Mapping[Kind, Ask] = {
    Kind.WORKFLOW: asking_workflows.ask,
    Kind.ACTIVITY: asking_activities.ask,
}

_SWEEPING = {Kind.WORKFLOW: sweep_workflows, Kind.ACTIVITY: sweep_activities}


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
    client: "Client", target: TemporalTarget, *, heartbeats: bool, standalone: bool
) -> Mapping[Kind, Asked | BaseException]:
    """Both kinds, each with what came of it, or the error that came instead.

    Where nobody has polled lately nothing is started: it would stay in the queue.
    """
    began = time.monotonic()
    seen = await look(client, target.task_queue, heartbeats=heartbeats)
    promptly = soon(time.monotonic() - began)
    judgement = present(seen, target.long_poll)
    limit = fresh(target.long_poll)
    kinds = [kind for kind in Kind if kind is Kind.WORKFLOW or standalone]
    misled = misses(seen, target.long_poll)

    async def found(kind: Kind) -> Asked:
        polling, state = _polling(judgement, kind, limit), judgement.state(kind)
        if not polling or state is not State.FREE or kind in misled:
            return Asked(kind, state, polling, Heard(), Load.UNTOLD, kind in misled)
        ask = partial(_ASKING[kind], client, target.task_queue)
        told = heard(await _everybody(ask, polling, promptly))
        why = (
            Load.UNTOLD
            if told.answered or told.stuck
            else await _load(client, target, kind, polling, seen)
        )
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


async def ask_for_types(client: "Client", told: Heard, target: TemporalTarget) -> Known:
    """What those say who list nothing of each workflow that a job needs. Only where nobody else may
    take the question: who has the type, and decodes no argument, would run it."""
    if not told.can_be_asked:
        return {}

    async def asked(type_: str) -> Known:
        ask = partial(asking_workflows.ask, client, target.task_queue, kind=type_)
        return known(type_, await _everybody(ask, told.askable))

    answers = await asyncio.gather(*map(asked, target.workflows))
    return dict(row for each in answers for row in each.items())


async def _everybody(
    ask: Ask, polling: frozenset[str], promptly: float = PROMPTLY
) -> Sequence[Ending]:
    """Again where all are answered at once and somebody was not heard: who takes one is chance."""
    begun_at = time.monotonic()
    endings = await _patiently(ask, number(len(polling)), promptly)
    prompt = time.monotonic() - begun_at < promptly and all(map(_answered, endings))
    for _ in range(ROUNDS if prompt else 0):
        if polling <= {each.identity for each in endings}:
            break
        endings += filter(_answered, await ask(count=MOST, patience=promptly))
    return endings


async def _patiently(ask: Ask, count: int, promptly: float) -> list[Ending]:
    """While an answer is waited for, more are sent: the polls of a worker that was killed a moment
    ago may lie with the server yet, and take probes; with more of them it runs out of such polls.
    """
    first = asyncio.ensure_future(ask(count=count))
    try:
        await asyncio.wait({first}, timeout=promptly)
        rest = PATIENCE - promptly  # all that the first ones get, too: a worker may be slow
        more = [] if first.done() else await ask(count=MOST, patience=rest)
        return [*await first, *filter(_answered, more)]
    finally:
        first.cancel()  # it has ended, but where we were cancelled: then it clears up
        await asyncio.wait({first})


def _answered(ending: Ending) -> bool:
    return ending.end in (End.FAILED, End.RAN)


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
    after = await look(client, queue, heartbeats=bool(before.heartbeats))
    return load(kind, polling, before, after)
