"""Asking everybody who polls, for both kinds of task at once, and once in a run."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from checks.temporal.liveness.judging import fresh
from checks.temporal.liveness.present import present
from checks.temporal.liveness.sightings import look
from checks.temporal.liveness.tasks import begun
from checks.temporal.liveness.workers import Judgement, Kind, State
from checks.temporal.registration import asking_activities, asking_workflows
from checks.temporal.registration.probes import MOST, ROUNDS, End, Ending, number
from checks.temporal.registration.registered import Heard, Known, heard, known
from checks.temporal.registration.remains import sweep_activities, sweep_workflows
from checks.temporal.registration.shortcomings import Load
from checks.temporal.target import TemporalTarget

if TYPE_CHECKING:
    from temporalio.client import Client

Ask = Callable[..., Awaitable[list[Ending]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of task: what was seen of its workers before, who polls, and what came of asking."""

    kind: Kind
    state: State
    polling: frozenset[str]
    heard: Heard
    load: Load


async def hear(
    client: "Client", target: TemporalTarget, *, heartbeats: bool, standalone: bool
) -> Mapping[Kind, Asked | BaseException]:
    """Both kinds, each with what came of it, or the error that came instead.

    Where nobody has polled lately nothing is started: it would stay in the queue.
    """
    seen = await look(client, target.task_queue, heartbeats=heartbeats)
    judgement = present(seen, target.long_poll)
    limit = fresh(target.long_poll)
    kinds = [kind for kind in Kind if kind is Kind.WORKFLOW or standalone]
    polling = {kind: _polling(judgement, kind, limit) for kind in kinds}
    found = await asyncio.gather(
        *(_hear(client, target, kind, judgement, polling[kind]) for kind in kinds),
        return_exceptions=True,
    )
    return dict(zip(kinds, found, strict=True))


def _polling(judgement: Judgement, kind: Kind, limit: float) -> frozenset[str]:
    return frozenset(
        each.identity
        for each in judgement.seen
        if each.kind is kind and each.polled is not None and each.polled <= limit
    )


async def ask_for_types(client: "Client", told: Heard, target: TemporalTarget) -> Known:
    """What those say who list nothing of each workflow that a job needs. Only where nobody else may
    take the question: who has the type, and decodes no argument, would run it."""
    asked: dict[tuple[str, str], bool] = {}
    for type_ in target.workflows if told.can_be_asked else ():
        ask = partial(asking_workflows.ask, client, target.task_queue, kind=type_)
        asked.update(known(type_, await _everybody(ask, told.askable)))
    return asked


async def _hear(
    client: "Client",
    target: TemporalTarget,
    kind: Kind,
    judgement: Judgement,
    polling: frozenset[str],
) -> Asked:
    state = judgement.state(kind)
    endings: Sequence[Ending] = ()
    load = Load.UNTOLD
    if polling and state is State.FREE:
        endings = await _everybody(_asking(client, target, kind), polling)
        if not heard(endings).answered:
            load = await _load(client, target, kind, judgement)
    return Asked(kind, state, polling, heard(endings), load)


def _asking(client: "Client", target: TemporalTarget, kind: Kind) -> Ask:
    queue = target.task_queue

    async def workflows(count: int) -> list[Ending]:
        asking = asking_workflows.ask(client, queue, count=count)
        return (await asyncio.gather(asking, sweep_workflows(client)))[0]

    async def activities(count: int) -> list[Ending]:
        asking = asking_activities.ask(client, queue, count=count)
        return (await asyncio.gather(asking, sweep_activities(client)))[0]

    return workflows if kind is Kind.WORKFLOW else activities


async def _everybody(ask: Ask, polling: frozenset[str]) -> Sequence[Ending]:
    """Again while all are answered and somebody was not heard: who takes one is chance."""
    endings = await ask(count=number(len(polling)))
    for _ in range(ROUNDS):
        answered = {each.identity for each in endings if each.end in (End.FAILED, End.RAN)}
        if polling <= answered or not all(each.identity in answered for each in endings):
            break
        endings += await ask(count=MOST)
    return endings


async def _load(client: "Client", target: TemporalTarget, kind: Kind, judgement: Judgement) -> Load:
    """Why nobody takes a probe, as far as slots tell. A heartbeat may be a minute old, and who has
    an activity in hand may have filled its slots since."""
    if kind is Kind.ACTIVITY and await begun(client, target.task_queue):
        return Load.FULL
    told = any(each.beat is not None for each in judgement.seen if each.kind is kind)
    return Load.FREE if told else Load.UNTOLD
