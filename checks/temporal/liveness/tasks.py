"""Which activities workers have begun and not ended, asked by RPC of the queue's workflows."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.liveness.workers import Task

if TYPE_CHECKING:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflow.v1 import PendingActivityInfo
    from temporalio.client import Client

LOOKING = 0.5
"""Seconds that it may take; without it the judgement is less certain, and not wrong."""

LISTED = 200
"""Running workflows that are listed, the newest first."""

DESCRIBED = 10
"""Workflows asked. Most are the oldest: where jobs queue up, those are the ones being run."""


async def begun(client: "Client", queue: str) -> tuple[Task, ...]:
    """Of some running workflows of this queue; of none where the server does not say in time."""
    try:
        async with asyncio.timeout(LOOKING):
            running = await _running(client, queue)
            asked = [*running[: DESCRIBED // 5], *running[DESCRIBED // 5 :][-DESCRIBED * 4 // 5 :]]
            told = await asyncio.gather(*(_pending(client, each) for each in asked))
    except (TemporalError, LookupError, TimeoutError):
        return ()
    found = (each for pending in told for each in pending if _counts(each, queue))
    return tuple(_task(each) for each in found)


async def _running(client: "Client", queue: str) -> Sequence["WorkflowExecution"]:
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    quoted = queue.replace("\\", "\\\\").replace('"', '\\"')
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace,
        page_size=LISTED,
        query=f'TaskQueue="{quoted}" AND ExecutionStatus="Running"',
    )
    answer = await call(client.workflow_service.list_workflow_executions, request)
    return [each.execution for each in answer.executions]


async def _pending(
    client: "Client", execution: "WorkflowExecution"
) -> Sequence["PendingActivityInfo"]:
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

    request = DescribeWorkflowExecutionRequest(namespace=client.namespace, execution=execution)
    try:
        answer = await call(client.workflow_service.describe_workflow_execution, request)
    except LookupError:  # it has ended, and been deleted, meanwhile
        return ()
    return answer.pending_activities


def _counts(info: "PendingActivityInfo", queue: str) -> bool:
    """Begun, and of this queue: a workflow may have its activities run by others."""
    from temporalio.api.enums.v1 import PendingActivityState

    started = info.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    return started and info.activity_options.task_queue.name in ("", queue)


def _task(info: "PendingActivityInfo") -> Task:
    said = info.last_heartbeat_time.ToMicroseconds() / 1e6
    return Task(
        identity=info.last_worker_identity,
        name=info.activity_type.name,
        since=info.last_started_time.ToMicroseconds() / 1e6,
        said=said or None,
    )
