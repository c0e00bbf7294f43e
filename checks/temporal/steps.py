"""The connection to Temporal, and the questions asked over it."""

import asyncio
import time
from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING

from checks.temporal import wording
from checks.temporal.codes import CODES
from checks.temporal.faults import FAULTS, TemporalError
from checks.temporal.greeting import GREETING
from checks.temporal.judging import judge
from checks.temporal.sightings import call, describe, look, queues
from checks.temporal.target import TemporalTarget
from healthcheck import Check, Probe

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.runtime import Runtime

OWN = "temporal-system"
"""The namespace that the server keeps for itself."""

LISTING = 0.5
"""Seconds that listing the namespaces may take; it only makes a hint better."""

SHOWN = 8
"""Namespaces or queues named in a hint."""


@Check(
    "temporal",
    TemporalTarget,
    service="Temporal",
    imports=[
        "temporalio.client",
        "temporalio.runtime",
        "temporalio.service",
        "temporalio.api.workflowservice.v1",
        "temporalio.api.taskqueue.v1",
    ],
    greeting=GREETING,
    faults=FAULTS,
    codes=CODES,
).connect
async def temporal(target: TemporalTarget) -> AsyncIterator["Client"]:
    """Connects eagerly and once; the library would try ten times and hide what it met."""
    from temporalio.client import Client
    from temporalio.service import RetryConfig

    try:
        client = await Client.connect(
            target.address,
            namespace=target.namespace,
            tls=target.encrypts,
            api_key=target.api_key.reveal() if target.api_key else None,
            identity="healthcheck",
            retry_config=RetryConfig(max_retries=1),
            runtime=_runtime(),
        )
    except RuntimeError as error:
        raise TemporalError.connecting(error, encrypted=target.encrypts) from error
    try:
        yield client
    finally:
        # the library has no close, and its objects hold each other: without this the connection
        # lives, and keeps itself alive, until some later garbage collection
        vars(client.service_client).pop("_bridge_client", None)


@cache
def _runtime() -> "Runtime":
    """One that logs nothing: the library's own writes its warnings to stdout, into the report."""
    from temporalio.runtime import Runtime, TelemetryConfig

    return Runtime(telemetry=TelemetryConfig(logging=None))


@temporal.step
async def reachable(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Jobs are started through Temporal; the backend cannot even start one without it."""
    from temporalio.api.workflowservice.v1 import GetSystemInfoRequest

    # the client's own connect lets a gRPC service pass that does not know this call
    info = await call(client.workflow_service.get_system_info, GetSystemInfoRequest())
    probe.evidence(server_version=info.server_version)


@temporal.step(after=["reachable"])
async def namespace(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Starting a workflow in a namespace that does not exist is an error."""
    name = probe.target.namespace
    try:
        described = await probe.once(describe, client, name)
    except LookupError:
        probe.fail(
            "unknown-namespace",
            f'{probe.target.address} has no namespace "{name}"',
            hint=wording.other_namespaces(
                name, await _namespaces(client), shown=SHOWN, address=probe.target.address
            ),
        )
    state = wording.NAMESPACE_STATES.get(described.namespace_info.state, "in an unknown state")
    retention = described.config.workflow_execution_retention_ttl
    probe.evidence(state=state, retention_hours=retention.ToSeconds() / 3600)
    if state != wording.REGISTERED:
        probe.fail("namespace-closed", f'namespace "{name}" is {state}: it takes no new workflows')


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


async def _namespaces(client: "Client") -> list[str]:
    """The server's namespaces; none where it does not say."""
    from temporalio.api.workflowservice.v1 import ListNamespacesRequest

    try:
        async with asyncio.timeout(LISTING):
            request = ListNamespacesRequest(page_size=SHOWN + 2)
            answer = await call(client.workflow_service.list_namespaces, request)
    except (TemporalError, LookupError, TimeoutError):
        return []
    names = (each.namespace_info.name for each in answer.namespaces)
    return sorted(name for name in names if name != OWN)
