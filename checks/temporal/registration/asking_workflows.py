"""Starting workflows that no worker has registered, to hear what it says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.registration.probes import (
    LIFE,
    NOBODYS,
    OWN,
    PROMPT,
    TASK,
    UNKNOWN,
    End,
    Ending,
    failed,
)
from checks.temporal.registration.remains import delete_workflow

if TYPE_CHECKING:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.client import Client


@dataclass(frozen=True, slots=True)
class WorkflowProbes:
    """Of the type that nobody has, or of a `kind` that somebody may have."""

    client: "Client"
    queue: str
    kind: str = UNKNOWN

    async def start(self, own: str) -> "WorkflowExecution":
        """Its times are short, so that it ends by itself where we are killed."""
        from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution, WorkflowType
        from temporalio.api.taskqueue.v1 import TaskQueue
        from temporalio.api.workflowservice.v1 import StartWorkflowExecutionRequest

        request = StartWorkflowExecutionRequest(
            namespace=self.client.namespace,
            workflow_id=own,
            request_id=own,
            identity=OWN,
            workflow_type=WorkflowType(name=self.kind),
            task_queue=TaskQueue(name=self.queue),
            input=Payloads(payloads=[Payload(metadata={"encoding": NOBODYS})]),
        )
        request.workflow_execution_timeout.FromTimedelta(LIFE)
        request.workflow_run_timeout.FromTimedelta(LIFE)
        request.workflow_task_timeout.FromTimedelta(TASK)
        answer = await call(self.client.workflow_service.start_workflow_execution, request)
        return WorkflowExecution(workflow_id=own, run_id=answer.run_id)

    async def answer(self, run: "WorkflowExecution") -> Ending:
        """Reads its history as it grows."""
        return await self._last(run, wait=True)

    async def state(self, run: "WorkflowExecution") -> Ending:
        """By its history as it is."""
        return await self._last(run, wait=False)

    async def delete(self, own: str) -> None:
        """With its history."""
        await delete_workflow(self.client, own)

    async def _last(self, run: "WorkflowExecution", *, wait: bool) -> Ending:
        """The ending by its events up to the first answer."""
        ending, begun = Ending(End.WAITING), 0
        async for event in self._events(run, wait=wait):
            begun = begun or event.event_time.ToMicroseconds()
            ending = _read(event, ending, begun)
            if ending.answered:
                break
        return ending

    async def _events(
        self, run: "WorkflowExecution", *, wait: bool
    ) -> AsyncIterator["HistoryEvent"]:
        from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest

        request = GetWorkflowExecutionHistoryRequest(
            namespace=self.client.namespace, execution=run, wait_new_event=wait
        )
        ask = self.client.workflow_service.get_workflow_execution_history
        while True:
            answer = await call(ask, request)
            for event in answer.history.events:
                yield event
            if not answer.next_page_token:
                return
            request.next_page_token = answer.next_page_token


def _read(event: "HistoryEvent", before: Ending, begun: int) -> Ending:
    """What the probe has come to with this event; it has `begun` then, in microseconds."""
    if event.HasField("workflow_task_started_event_attributes"):
        prompt = (event.event_time.ToMicroseconds() - begun) / 1e6 <= PROMPT
        identity = event.workflow_task_started_event_attributes.identity
        # one that had it in time and let its time pass stays named, whoever got it then
        return Ending(End.BEGUN, identity) if prompt else before
    if event.HasField("workflow_task_failed_event_attributes"):
        told = event.workflow_task_failed_event_attributes
        return failed(told.identity, told.failure)
    if event.HasField("workflow_task_completed_event_attributes"):
        return Ending(End.RAN, event.workflow_task_completed_event_attributes.identity)
    return before
