"""Is there the namespace, and does it take workflows?"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from checks.temporal.connecting import namespaces
from checks.temporal.connecting.calls import call, describe
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.api.workflowservice.v1 import DescribeNamespaceResponse
    from temporalio.client import Client

OWN = "temporal-system"
"""The namespace that the server keeps for itself."""

LISTING = 0.5
"""Seconds that listing the namespaces may take; it only makes a hint better."""

SHOWN = 8
"""Namespaces named in a hint."""


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
            hint=namespaces.other_namespaces(
                name, await _namespaces(client), shown=SHOWN, address=probe.target.address
            ),
        )
    state = namespaces.NAMESPACE_STATES.get(described.namespace_info.state, "in an unknown state")
    retention = described.config.workflow_execution_retention_ttl
    probe.evidence(
        state=state, retention_hours=retention.ToSeconds() / 3600, **_abilities(described)
    )
    if state != namespaces.REGISTERED:
        probe.fail("namespace-closed", f'namespace "{name}" is {state}: it takes no new workflows')
    longest = probe.target.longest_job
    if longest and retention.ToTimedelta() < longest:
        said = f'namespace "{name}" forgets a run {_hours(retention.ToTimedelta())} after its end'
        probe.warn("short-retention", f"{said}; the longest job takes {_hours(longest)}")


def _abilities(described: "DescribeNamespaceResponse") -> Mapping[str, bool]:
    """What of this check an older server cannot answer."""
    can = described.namespace_info.capabilities
    return {
        "worker_heartbeats": can.worker_heartbeats,
        "standalone_activities": can.standalone_activities,
    }


def _hours(time: timedelta) -> str:
    return f"{time.total_seconds() / 3600:g} h"


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
