"""Do tasks wait longer than they should?"""

import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import describe
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.liveness.tasks import begun
from checks.temporal.liveness.workers import Judgement, Kind
from checks.temporal.routing.routes import judged
from checks.temporal.routing.standing import standing
from checks.temporal.routing.waiting import Backlog, Tolerated, Wait, judge, stands
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.client import Client

WORST = (Wait.STUCK, Wait.BUSY, Wait.UNCLEAR, Wait.MOVING, Wait.NONE)
"""In which order findings are said: a step ends with its first failure."""


@temporal.step(after=["workers"])
async def backlog(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Where nobody takes the tasks that wait already, a new job waits behind them."""
    target = probe.target
    described = await probe.once(describe, client, target.namespace)
    known = described.namespace_info.capabilities.worker_heartbeats
    seen = await probe.once(look, client, target.task_queue, heartbeats=known)
    waiting = {kind: side.backlog for kind, side in seen.queues.items()}
    probe.evidence(
        backlog={
            kind.value: {"count": each.count, "age": round(each.age, 1)}
            for kind, each in waiting.items()
        }
    )
    found = [
        (kind, await _judge(kind, each, seen, client, probe)) for kind, each in waiting.items()
    ]
    for kind, wait in sorted(found, key=lambda each: WORST.index(each[1])):
        _say(kind, wait, waiting[kind], probe)


async def _judge(
    kind: Kind,
    waiting: Backlog,
    seen: Sightings,
    client: "Client",
    probe: Probe[TemporalTarget],
) -> Wait:
    """What stands at the first look is looked at again, with the workers it is for."""
    target = probe.target
    limits = Tolerated(age=target.backlog_age.total_seconds(), count=target.backlog_count)
    if not stands(waiting, limits):
        return judge(kind, waiting, limits, ())
    current = seen.queues[kind].routing.current
    again = await probe.once(standing, client, target.task_queue, current)
    if kind not in again:
        return Wait.UNCLEAR
    if not stands(again[kind], limits):
        return Wait.MOVING
    workers = judged(
        seen,
        current,
        now=time.time(),
        long_poll=target.long_poll.total_seconds(),
        host=socket.gethostname(),
    )
    tasks = await begun(client, target.task_queue) if kind is Kind.ACTIVITY else ()
    return judge(
        kind,
        again[kind],
        limits,
        workers.seen,
        at_work={each.identity for each in tasks},
        uptimes=_uptimes(workers, seen),
    )


def _uptimes(workers: Judgement, seen: Sightings) -> Sequence[float]:
    now = time.time()
    living = [each for each in seen.heartbeats if each.identity in workers.living]
    return [now - each.started for each in living if each.started and not each.ended]


def _say(kind: Kind, wait: Wait, waiting: Backlog, probe: Probe[TemporalTarget]) -> None:
    queue = f'task queue "{probe.target.task_queue}"'
    tasks = f"{waiting.count} {kind} task{'s' if waiting.count != 1 else ''}"
    told = f"{tasks} of {queue} wait, the oldest for {waiting.age:.0f} s"
    still = f"{told}, and none was given out in the last half minute"
    if wait is Wait.MOVING:
        probe.warn(wait.value, told)
    elif wait is Wait.UNCLEAR:
        probe.unknown(wait.value, f"{still}: the workers may be busy, or hang")
    elif wait is Wait.BUSY:
        probe.fail(wait.value, f"{still}: the workers are busy", manner="blocks")
    elif wait is Wait.STUCK:
        probe.fail(wait.value, f"{still}, though workers poll it")
