"""Where do the jobs stand that have been started?"""

import asyncio
import shlex
import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import describe
from checks.temporal.inspecting.jobs import jobs
from checks.temporal.inspecting.progress import standing
from checks.temporal.inspecting.runs import Phase, Run, Standing, quoted
from checks.temporal.inspecting.takers import Takers, tasks
from checks.temporal.liveness.ages import Clocks
from checks.temporal.liveness.listing import moment
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.liveness.tasks import begun
from checks.temporal.liveness.workers import Task
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe, Status

if TYPE_CHECKING:
    from temporalio.client import Client


@temporal.inspect
async def progress(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Where a job's workflow stands, and what it waits for: a worker, a second try, a signal."""
    target, subject = probe.target, probe.subject
    try:
        described = await probe.once(describe, client, target.namespace)
    except LookupError:
        there = f'{target.address} has no namespace "{target.namespace}"'
        probe.fail("unknown-namespace", there)
    found = await jobs(client, target, subject)
    if subject and not found:
        where = f'namespace "{target.namespace}"'
        said = f'no workflow in {where} has the id "{subject}", or one that ends in it'
        probe.unknown("unknown-job", said)
    runs = [quoted(each, probe.quote) for each in found]
    known = described.namespace_info.capabilities.worker_heartbeats
    judged = await _judged(client, target, runs, heartbeats=known)
    probe.evidence(jobs=[_row(run, each) for run, each in judged])
    _say(judged, probe)


async def _judged(
    client: "Client", target: TemporalTarget, runs: Sequence[Run], *, heartbeats: bool
) -> Sequence[tuple[Run, Standing]]:
    queues = sorted({queue for run in runs for queue in run.queues})
    told = await asyncio.gather(
        *(_takers(each, runs, client, target, heartbeats=heartbeats) for each in queues)
    )
    pollers = [poller for seen, _ in told for poller in seen.pollers]
    clock = Clocks.read(pollers, time.time()).server
    takers = {each.queue: each for _, each in told}
    return [(run, standing(run, takers, now=clock)) for run in runs]


async def _takers(
    queue: str, runs: Sequence[Run], client: "Client", target: TemporalTarget, *, heartbeats: bool
) -> tuple[Sightings, Takers]:
    """Where an activity waits, the workers may be at those of other workflows."""
    waits = any(
        each.phase is Phase.SCHEDULED and each.queue == queue
        for run in runs
        for each in run.activities
    )
    seen, others = await asyncio.gather(
        look(client, queue, heartbeats=heartbeats), begun(client, queue) if waits else _nothing()
    )
    told = Takers.of(
        queue,
        target.namespace,
        seen,
        [*tasks(runs, queue), *others],
        now=time.time(),
        long_poll=target.long_poll.total_seconds(),
        host=socket.gethostname(),
    )
    return seen, told


async def _nothing() -> Sequence[Task]:
    return ()


def _say(judged: Sequence[tuple[Run, Standing]], probe: Probe[TemporalTarget]) -> None:
    """The worst of them, and how many others stand as well; the evidence tells of all."""
    order = sorted(judged, key=lambda each: each[1].weight, reverse=True)
    stand = [(run, each) for run, each in order if each.code]
    if not stand:
        return
    run, worst = stand[0]
    more = f"; others stand as well: {len(stand) - 1}" if len(stand) > 1 else ""
    said = f'workflow "{run.id}" ({run.type}): {worst.said}{more}'
    hint = _hint(worst.code, run, probe.target)
    if worst.status is Status.WARN:
        probe.warn(worst.code, said, hint=hint)
    elif worst.status is Status.UNKNOWN:
        probe.unknown(worst.code, said, hint=hint)
    else:
        probe.fail(worst.code, said, hint=hint, manner=worst.manner)


def _hint(word: str, run: Run, target: TemporalTarget) -> str:
    """The code's remedy, with commands for this very workflow."""
    which = ["-w", run.id, "-n", target.namespace, "--address", str(target.address)]
    return temporal.declared[word].remedy.replace("-w ID", shlex.join(which))


def _row(run: Run, each: Standing) -> dict[str, object]:
    row: dict[str, object] = {"id": run.id, "type": run.type, "status": run.status}
    row |= {"started": moment(run.started), "standing": each.said}
    return row | ({"code": f"temporal.{each.code}"} if each.code else {})
