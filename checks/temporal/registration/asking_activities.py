"""Starting activities that no worker has registered, outside of any workflow."""

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
from checks.temporal.registration.remains import delete_activity

if TYPE_CHECKING:
    from temporalio.api.workflowservice.v1 import DescribeActivityExecutionResponse
    from temporalio.client import Client


@dataclass(frozen=True, slots=True)
class ActivityProbes:
    """A run is known by its id."""

    client: "Client"
    queue: str

    async def start(self, own: str) -> str:
        """Tried once, so that nobody is asked twice."""
        from temporalio.api.common.v1 import ActivityType, Payload, Payloads, RetryPolicy
        from temporalio.api.taskqueue.v1 import TaskQueue
        from temporalio.api.workflowservice.v1 import StartActivityExecutionRequest

        request = StartActivityExecutionRequest(
            namespace=self.client.namespace,
            activity_id=own,
            request_id=own,
            identity=OWN,
            activity_type=ActivityType(name=UNKNOWN),
            task_queue=TaskQueue(name=self.queue),
            retry_policy=RetryPolicy(maximum_attempts=1),
            input=Payloads(payloads=[Payload(metadata={"encoding": NOBODYS})]),
        )
        request.schedule_to_close_timeout.FromTimedelta(LIFE)
        request.start_to_close_timeout.FromTimedelta(TASK)
        await call(self.client.workflow_service.start_activity_execution, request)
        return own

    async def answer(self, run: str) -> Ending:
        """Polls until it has an outcome."""
        from temporalio.api.workflowservice.v1 import PollActivityExecutionRequest

        space, ask = self.client.namespace, self.client.workflow_service.poll_activity_execution
        poll = PollActivityExecutionRequest(namespace=space, activity_id=run)
        # where nothing has happened the server answers, too, after a while of its own
        while not (await call(ask, poll)).HasField("outcome"):
            pass
        return await self.state(run)

    async def state(self, run: str) -> Ending:
        """By the server's description of it."""
        from temporalio.api.workflowservice.v1 import DescribeActivityExecutionRequest

        request = DescribeActivityExecutionRequest(
            namespace=self.client.namespace, activity_id=run, include_outcome=True
        )
        ask = self.client.workflow_service.describe_activity_execution
        return _read(await call(ask, request))

    async def delete(self, own: str) -> None:
        """With its outcome."""
        await delete_activity(self.client, own)


def _read(described: "DescribeActivityExecutionResponse") -> Ending:
    info, outcome = described.info, described.outcome
    identity = info.last_worker_identity
    if outcome.HasField("result"):
        return Ending(End.RAN, identity)
    failure = outcome.failure
    if outcome.HasField("failure") and not failure.HasField("timeout_failure_info"):
        return failed(identity, failure)
    waited = info.last_started_time.ToMicroseconds() - info.schedule_time.ToMicroseconds()
    prompt = identity and waited / 1e6 <= PROMPT
    return Ending(End.BEGUN, identity) if prompt else Ending(End.WAITING)
