"""Would anybody take a task?"""

import time
from typing import TYPE_CHECKING

from checks.temporal import wording
from checks.temporal.calls import describe
from checks.temporal.judging import judge
from checks.temporal.session import temporal
from checks.temporal.sightings import look, queues
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.client import Client

SHOWN = 8
"""Queues named in a hint."""


@temporal.step(after=["namespace"])
async def workers(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Without a worker a job is accepted and never runs, and nobody gets an error."""
    target = probe.target
    described = await probe.once(describe, client, target.namespace)
    known = described.namespace_info.capabilities.worker_heartbeats
    seen = await look(client, target.task_queue, heartbeats=known)
    judgement = judge(seen.pollers, seen.heartbeats, now=time.time())
    probe.evidence(workers=wording.evidence(judgement, seen.origins))
    if judgement.code is None:
        return
    summary = wording.summary(judgement, queue=target.task_queue, namespace=target.namespace)
    if judgement.code == "workers-unclear":
        probe.unknown(judgement.code, summary)
    manner = "blocks" if judgement.code == "saturated" else "refuses"
    polled = await queues(client) if known and judgement.code == "no-workers" else []
    hint = wording.other_queues(target.task_queue, polled, shown=SHOWN)
    probe.fail(judgement.code, summary, hint=hint, manner=manner)
