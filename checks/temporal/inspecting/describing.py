"""A workflow and what it is at, asked by RPC."""

import asyncio
from typing import TYPE_CHECKING, Any

from checks.temporal.connecting.calls import call
from checks.temporal.inspecting import past
from checks.temporal.inspecting.runs import Activity, Phase, Run, Turn

if TYPE_CHECKING:
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.api.workflow.v1 import PendingActivityInfo, PendingWorkflowTaskInfo
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
    from temporalio.client import Client

EVENTS = 100
"""Events that are read, the newest ones."""


async def workflow(client: "Client", own: str) -> Run | None:
    """The last run by this id; None where there is none."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import (
        DescribeWorkflowExecutionRequest,
        GetWorkflowExecutionHistoryReverseRequest,
    )

    which: Any = {
        "namespace": client.namespace,
        "execution": WorkflowExecution(workflow_id=own),
    }
    service = client.workflow_service
    try:
        told, history = await asyncio.gather(
            call(service.describe_workflow_execution, DescribeWorkflowExecutionRequest(**which)),
            call(
                service.get_workflow_execution_history_reverse,
                GetWorkflowExecutionHistoryReverseRequest(maximum_page_size=EVENTS, **which),
            ),
        )
    except LookupError:
        return None
    return _run(told, list(history.history.events))


def _run(told: "DescribeWorkflowExecutionResponse", events: list["HistoryEvent"]) -> Run:
    from temporalio.api.enums.v1 import WorkflowExecutionStatus

    info = told.workflow_execution_info
    status = WorkflowExecutionStatus.Name(info.status).removeprefix("WORKFLOW_EXECUTION_STATUS_")
    pending = told.HasField("pending_workflow_task")
    begins = _seconds(info.execution_time)
    waits = begins > _seconds(info.start_time) and info.history_length <= 1
    return Run(
        id=info.execution.workflow_id,
        type=info.type.name,
        queue=info.task_queue,
        status=status.replace("_", " ").lower(),
        started=_seconds(info.start_time),
        closed=_seconds(info.close_time) if info.HasField("close_time") else None,
        turn=_turn(told.pending_workflow_task, events) if pending else None,
        activities=[_activity(each, info.task_queue) for each in told.pending_activities],
        others=[
            *(f'child workflow "{each.workflow_id}"' for each in told.pending_children),
            *(f'Nexus operation "{each.operation}"' for each in told.pending_nexus_operations),
        ],
        children=[each.workflow_id for each in told.pending_children],
        timer=begins if waits else past.next_timer(events),
        ending=past.ending(events) if info.HasField("close_time") else "",
    )


def _turn(info: "PendingWorkflowTaskInfo", events: list["HistoryEvent"]) -> Turn:
    started = info.HasField("started_time")
    return Turn(
        phase=Phase.STARTED if started else Phase.SCHEDULED,
        since=_seconds(info.started_time if started else info.original_scheduled_time),
        attempt=info.attempt,
        failed=past.task_failure(events) if info.attempt > 1 else None,
    )


def _activity(info: "PendingActivityInfo", queue: str) -> Activity:
    phase, options = _phase(info), info.activity_options
    started = _seconds(info.last_started_time)
    said = _seconds(info.last_heartbeat_time) if phase is Phase.STARTED else 0.0
    limits = (
        (started, _seconds(options.start_to_close_timeout)),
        (max(started, said), _seconds(options.heartbeat_timeout)),
    )
    return Activity(
        name=info.activity_type.name,
        queue=options.task_queue.name or queue,
        phase=phase,
        since=started if phase is Phase.STARTED else _seconds(info.scheduled_time),
        attempt=info.attempt,
        most=info.maximum_attempts,
        failed=past.reason(info.last_failure) if info.HasField("last_failure") else "",
        worker=info.last_worker_identity,
        said=said or None,
        limit=min((since + most for since, most in limits if most), default=None),
    )


def _phase(info: "PendingActivityInfo") -> Phase:
    """One that is to be cancelled, or paused, runs until its worker has heard of it."""
    from temporalio.api.enums.v1 import PendingActivityState as State

    if info.state == State.PENDING_ACTIVITY_STATE_SCHEDULED:
        return Phase.PAUSED if info.paused else Phase.SCHEDULED
    return Phase.PAUSED if info.state == State.PENDING_ACTIVITY_STATE_PAUSED else Phase.STARTED


def _seconds(message: Any) -> float:
    """Of a timestamp or a duration; 0 where it is not set."""
    return float(message.ToMicroseconds() / 1e6)
