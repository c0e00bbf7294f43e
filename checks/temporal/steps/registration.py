"""Have the workers registered what a job needs, and do they answer?"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import describe
from checks.temporal.liveness.workers import Kind, State
from checks.temporal.registration.hearing import Asked, ask_for_types, hear
from checks.temporal.registration.probes import LEAST, Until
from checks.temporal.registration.registered import Known
from checks.temporal.registration.shortcomings import Load, judge
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.api.namespace.v1 import NamespaceInfo
    from temporalio.client import Client

AFTER = 0.7
SPARE = 0.6
"""Seconds for what comes after the last answer: a look at why there is none, and taking the probes
away; and those that the engine then leaves to a step that is late."""

LIMIT = 4.2
"""Seconds: who answers does so in a twentieth of one, and who does not is waited for."""


@temporal.step(after=["namespace"], writes=True, limit=LIMIT)
async def workflows(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """A worker without the job's workflow takes it, fails, and tries for ever; nobody is told."""
    until = _until(probe)
    asked = await _asked(client, probe, Kind.WORKFLOW, until)
    types = await ask_for_types(client, asked.heard, probe.target, until)
    _conclude(probe, asked, probe.target.workflows, types)


@temporal.step(after=["namespace"], writes=True, limit=LIMIT)
async def activities(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """A job whose activity no worker knows begins, and fails there."""
    asked = await _asked(client, probe, Kind.ACTIVITY, _until(probe))
    _conclude(probe, asked, probe.target.activities, {})


def _until(probe: Probe[TemporalTarget]) -> Until:
    """When the last answer must be there."""
    return Until(asyncio.get_running_loop().time() + probe.limit - SPARE - AFTER)


async def _asked(client: "Client", probe: Probe[TemporalTarget], kind: Kind, until: Until) -> Asked:
    """How the probes of this kind ended; ends the step where there is nobody to ask."""
    if not probe.target.registration:
        probe.unsupported("registration = false: the workers are not to be asked")
    described = await probe.once(describe, client, probe.target.namespace)
    can = described.namespace_info.capabilities
    if kind is Kind.ACTIVITY and not can.standalone_activities:
        probe.unsupported("this server starts no activities outside of a workflow to ask with")
    both = await _hear(client, probe, can, until)
    found = both[kind]
    if isinstance(found, BaseException):
        raise found
    if found.state is State.BUSY:
        probe.unsupported(f"all workers are busy with {kind.value} tasks: see workers")
    if found.misled:
        probe.unsupported(f"no {kind.value} task is given to those who poll: see routing")
    if found.state is not State.FREE or not found.polling:
        probe.unsupported(f"no worker has lately polled for {kind.value} tasks: see workers")
    if found.load is Load.MOVING:
        probe.unsupported(f"others' {kind.value} tasks are taken first: ours had not its turn yet")
    if kind is Kind.ACTIVITY and found.repeats(both[Kind.WORKFLOW]):
        probe.unsupported("the same workers answered to no task of either kind: see workflows")
    return found


async def _hear(
    client: "Client",
    probe: Probe[TemporalTarget],
    can: "NamespaceInfo.Capabilities",
    until: Until,
) -> Mapping[Kind, Asked | BaseException]:
    """Within the step's time: nobody is blamed for what could not be asked over a slow way."""
    said = "there was no time left to ask the workers: Temporal, or the way there, is slow"
    try:
        async with asyncio.timeout_at(until.at + AFTER) as clock:
            return await probe.once(
                hear,
                client,
                probe.target,
                until,
                heartbeats=can.worker_heartbeats,
                standalone=can.standalone_activities,
            )
    except TimeoutError:
        if not clock.expired() and until.left > LEAST:
            raise
        probe.unknown("no-answer", said)


def _conclude(
    probe: Probe[TemporalTarget], asked: Asked, required: Sequence[str], types: Known
) -> None:
    heard, kind = asked.heard, asked.kind
    probe.evidence(
        registered={who: sorted(each) for who, each in heard.lists.items() if each is not None},
        unheard=sorted(asked.polling - heard.lists.keys() - heard.dynamic),
    )
    said = judge(kind, probe.target.task_queue, required, heard, types, asked.load)
    for each in said:
        if each.warns:
            probe.warn(each.code, each.summary, hint=each.hint)
    for each in said:
        if each.manner is None:
            probe.unknown(each.code, each.summary, hint=each.hint)
        if not each.warns:
            probe.fail(each.code, each.summary, hint=each.hint, manner=each.manner)
