"""Starting workflows that no worker has registered, to hear what it says; none of them is left."""

import asyncio
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call, succeeding
from checks.temporal.registration.probes import (
    LIFE,
    NOBODYS,
    OWN,
    PATIENCE,
    PROMPT,
    TASK,
    UNKNOWN,
    End,
    Ending,
    failed,
    name,
)
from checks.temporal.registration.remains import delete_workflows, leaving_nothing

if TYPE_CHECKING:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.client import Client


async def ask(
    client: "Client", queue: str, *, count: int, patience: float = PATIENCE, kind: str = ""
) -> list[Ending]:
    """How `count` probes end that are started together, or have not within `patience` seconds: of
    the type that nobody has, or of a `kind` that somebody may have."""
    ids = [name() for _ in range(count)]
    async with leaving_nothing(lambda: delete_workflows(client, ids)):
        runs = await succeeding(_start(client, queue, each, kind) for each in ids)
        return await succeeding(_follow(client, run, patience) for run in runs)


async def _start(client: "Client", queue: str, own: str, kind: str) -> "WorkflowExecution":
    from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution, WorkflowType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import StartWorkflowExecutionRequest

    odd = Payloads(payloads=[Payload(metadata={"encoding": NOBODYS})])
    request = StartWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_id=own,
        request_id=own,
        identity=OWN,
        workflow_type=WorkflowType(name=kind or UNKNOWN),
        task_queue=TaskQueue(name=queue),
        input=odd,
    )
    request.workflow_execution_timeout.FromTimedelta(LIFE)
    request.workflow_run_timeout.FromTimedelta(LIFE)
    request.workflow_task_timeout.FromTimedelta(TASK)
    answer = await call(client.workflow_service.start_workflow_execution, request)
    return WorkflowExecution(workflow_id=own, run_id=answer.run_id)


async def _follow(client: "Client", run: "WorkflowExecution", patience: float) -> Ending:
    """Reads its history as it grows, until it has ended or patience has."""
    from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest

    request = GetWorkflowExecutionHistoryRequest(
        namespace=client.namespace, execution=run, wait_new_event=True
    )
    taken, begun = Ending(End.WAITING), 0
    try:
        async with asyncio.timeout(patience):
            while True:
                answer = await call(client.workflow_service.get_workflow_execution_history, request)
                for event in answer.history.events:
                    begun = begun or event.event_time.ToMicroseconds()
                    taken = _read(event, taken, begun)
                    if taken.end in (End.FAILED, End.RAN):
                        return taken
                if not answer.next_page_token:
                    return taken
                request.next_page_token = answer.next_page_token
    except TimeoutError:
        return taken


def _read(event: "HistoryEvent", before: Ending, begun: int) -> Ending:
    """What the probe has come to with this event; it has `begun` then, in microseconds."""
    if event.HasField("workflow_task_started_event_attributes"):
        prompt = (event.event_time.ToMicroseconds() - begun) / 1e6 <= PROMPT
        identity = event.workflow_task_started_event_attributes.identity
        return Ending(End.BEGUN, identity) if prompt else Ending(End.WAITING)
    if event.HasField("workflow_task_failed_event_attributes"):
        told = event.workflow_task_failed_event_attributes
        return failed(told.identity, told.failure)
    if event.HasField("workflow_task_completed_event_attributes"):
        return Ending(End.RAN, event.workflow_task_completed_event_attributes.identity)
    return before
