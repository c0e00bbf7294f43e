"""What Temporal has seen of those who poll a task queue."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.servers.temporal import TASK_QUEUE

if TYPE_CHECKING:
    from temporalio.api.worker.v1 import WorkerHeartbeat
    from temporalio.client import Client, WorkflowHandle

WORKFLOW, ACTIVITY = 1, 2  # kinds of task queue
RUNNING = 1  # a worker's status
UNDER_WAY = f'ExecutionStatus="Running" AND TaskQueue="{TASK_QUEUE}"'


async def polls(client: Client, namespace: str, queue: str, kind: int) -> dict[str | None, float]:
    """When each identity last polled, in seconds since 1970."""
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.ValueType(kind),
        )
    )
    return {
        poller.identity: poller.last_access_time.ToNanoseconds() / 1e9
        for poller in described.pollers
    }


async def given(client: Client, queue: str, kind: int) -> float:
    """Tasks of it per second that were given to workers, in the last half minute."""
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=TaskQueueType.ValueType(kind),
            report_stats=True,
        )
    )
    return described.stats.tasks_dispatch_rate


async def statuses(client: Client, namespace: str, queue: str) -> dict[str, int]:
    """What each identity last said of itself: the polls of one that said goodbye are listed for
    five minutes more."""
    beats = await _beats(client, namespace, queue)
    return {beat.worker_identity: int(beat.status) for beat in beats}


async def beating(client: Client, namespace: str, queue: str) -> set[str]:
    """Who has told how often it tells how it is: with its second heartbeat."""
    beats = await _beats(client, namespace, queue)
    return {
        beat.worker_identity
        for beat in beats
        if beat.elapsed_since_last_heartbeat.ToMicroseconds() > 0
    }


async def _beats(client: Client, namespace: str, queue: str) -> Sequence[WorkerHeartbeat]:
    from temporalio.api.workflowservice.v1 import ListWorkersRequest

    workers = await client.workflow_service.list_workers(
        ListWorkersRequest(namespace=namespace, query=f'TaskQueue="{queue}"')
    )
    return [worker.worker_heartbeat for worker in workers.workers_info]


async def busy(client: Client) -> set[str]:
    """Who has begun an activity that has not ended."""
    return {who async for _, begun in _under_way(client) for who in begun}


async def abandon(client: Client, *, but: str | None) -> bool:
    """Ends every job that has not ended, but those that this worker is at. Whether all have."""
    from temporalio.service import RPCError

    left = False
    async for run, begun in _under_way(client):
        if but in begun:
            left = True
        else:
            with contextlib.suppress(RPCError):  # it has just ended by itself
                await run.terminate()
    return not left


async def _under_way(client: Client) -> AsyncIterator[tuple[WorkflowHandle[Any, Any], set[str]]]:
    """The jobs that have not ended, and who is at an activity of theirs."""
    from temporalio.api.enums.v1 import PendingActivityState

    started = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    async for each in client.list_workflows(UNDER_WAY):
        run = client.get_workflow_handle(each.id, run_id=each.run_id)
        pending = (await run.describe()).raw_description.pending_activities
        yield run, {one.last_worker_identity for one in pending if one.state == started}
