"""What makes the server refuse to start a workflow, asked by RPC without starting one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.liveness.listing import moment

if TYPE_CHECKING:
    from temporalio.client import Client

IDS = 5
"""Workflow ids that are asked about."""


@dataclass(frozen=True, slots=True)
class Running:
    """A workflow that runs under an id: since when, as text."""

    id: str
    type: str
    queue: str
    since: str


async def running(client: "Client", ids: Sequence[str]) -> Sequence[Running]:
    """Those of the first few ids under which something runs."""
    found = await asyncio.gather(*(_running(client, each) for each in ids[:IDS]))
    return [each for each in found if each]


async def unmapped(client: "Client", names: Sequence[str]) -> Sequence[str] | None:
    """Search attributes that the namespace does not have; None where the server does not tell."""
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        answer = await call(client.operator_service.list_search_attributes, request)
    except (TemporalError, LookupError):
        return None
    return [
        name
        for name in names
        if name not in answer.custom_attributes and name not in answer.system_attributes
    ]


def ids(rows: object) -> Sequence[str]:
    """The ids in rows with one column each; other rows say nothing."""
    told = rows if isinstance(rows, list) else []
    return [
        str(value)
        for row in told
        if isinstance(row, Mapping) and len(row) == 1
        for value in row.values()
        if value is not None
    ]


async def _running(client: "Client", own: str) -> Running | None:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

    request = DescribeWorkflowExecutionRequest(
        namespace=client.namespace, execution=WorkflowExecution(workflow_id=own)
    )
    try:
        answer = await call(client.workflow_service.describe_workflow_execution, request)
    except LookupError:
        return None
    info = answer.workflow_execution_info
    if info.HasField("close_time"):
        return None
    return Running(own, info.type.name, info.task_queue, moment(info.start_time.seconds))
