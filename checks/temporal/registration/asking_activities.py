"""Starting activities that no worker has registered, outside of any workflow."""

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
from checks.temporal.registration.remains import delete_activities, leaving_nothing

if TYPE_CHECKING:
    from temporalio.api.workflowservice.v1 import DescribeActivityExecutionResponse
    from temporalio.client import Client


async def ask(
    client: "Client", queue: str, *, count: int, patience: float = PATIENCE
) -> list[Ending]:
    """How `count` probes end that are started together, or have not within `patience` seconds."""
    ids = [name() for _ in range(count)]
    async with leaving_nothing(lambda: delete_activities(client, ids)):
        begun = await succeeding(_start(client, queue, each) for each in ids)
        return await succeeding(_follow(client, each, patience) for each in begun)


async def _start(client: "Client", queue: str, own: str) -> str:
    from temporalio.api.common.v1 import ActivityType, Payload, Payloads, RetryPolicy
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import StartActivityExecutionRequest

    request = StartActivityExecutionRequest(
        namespace=client.namespace,
        activity_id=own,
        request_id=own,
        identity=OWN,
        activity_type=ActivityType(name=UNKNOWN),
        task_queue=TaskQueue(name=queue),
        retry_policy=RetryPolicy(maximum_attempts=1),
        input=Payloads(payloads=[Payload(metadata={"encoding": NOBODYS})]),
    )
    request.schedule_to_close_timeout.FromTimedelta(LIFE)
    request.start_to_close_timeout.FromTimedelta(TASK)
    await call(client.workflow_service.start_activity_execution, request)
    return own


async def _follow(client: "Client", own: str, patience: float) -> Ending:
    """Waits until it has ended or patience has, and looks."""
    from temporalio.api.workflowservice.v1 import (
        DescribeActivityExecutionRequest,
        PollActivityExecutionRequest,
    )

    service, space = client.workflow_service, client.namespace
    try:
        async with asyncio.timeout(patience):
            poll = PollActivityExecutionRequest(namespace=space, activity_id=own)
            # where nothing has happened the server answers, too, after a while of its own
            while not (await call(service.poll_activity_execution, poll)).HasField("outcome"):
                pass
    except TimeoutError:
        pass  # it has not ended
    request = DescribeActivityExecutionRequest(
        namespace=space, activity_id=own, include_outcome=True
    )
    return _read(await call(service.describe_activity_execution, request))


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
