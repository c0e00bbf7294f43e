"""Would anybody take a task?"""

import socket
import time
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import describe
from checks.temporal.liveness.judging import undecided
from checks.temporal.liveness.listing import moment, rows
from checks.temporal.liveness.present import present
from checks.temporal.liveness.sentences import summary
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.liveness.sources import last_change, outdated
from checks.temporal.liveness.tasks import begun
from checks.temporal.routing import neighbours
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.client import Client


@temporal.step(after=["namespace"])
async def workers(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Without a worker a job is accepted and never runs, and nobody gets an error."""
    target = probe.target
    described = await probe.once(describe, client, target.namespace)
    known = described.namespace_info.capabilities.worker_heartbeats
    seen = await probe.once(look, client, target.task_queue, heartbeats=known)
    judgement = present(seen, target.long_poll)
    if undecided(judgement):
        judgement = present(seen, target.long_poll, await begun(client, target.task_queue))
    probe.evidence(workers=rows(judgement, seen.heartbeats))
    await _compare(seen, probe)
    if judgement.code is None:
        return
    told = summary(judgement, queue=target.task_queue, namespace=target.namespace)
    if judgement.code == "workers-unclear":
        probe.unknown(judgement.code, told)
    manner = "blocks" if judgement.code == "saturated" else "refuses"
    alone = judgement.code == "no-workers"
    hint = await _elsewhere(client, target.task_queue, heartbeats=known) if alone else ""
    probe.fail(judgement.code, told, hint=hint, manner=manner)


async def _elsewhere(client: "Client", queue: str, *, heartbeats: bool) -> str:
    """A hint: where workers poll instead."""
    return neighbours.hint(queue, await neighbours.neighbours(client, queue, heartbeats=heartbeats))


async def _compare(seen: Sightings, probe: Probe[TemporalTarget]) -> None:
    """Warns of a worker that is older than its code, where it is told where that lies."""
    folder = probe.target.code
    if folder is None:
        return
    change = await last_change(folder)
    probe.evidence(code_changed=change and moment(change.at), code_file=change and change.file)
    if change is None:
        return
    for each in outdated(seen.heartbeats, change, host=socket.gethostname(), now=time.time()):
        probe.warn(
            "old-code",
            f"worker {each.identity} (process {each.pid}) was started {moment(each.started or 0)}, "
            f"before {change.file} was changed {moment(change.at)}: it runs the older code",
            hint="Restart the worker.",
        )
