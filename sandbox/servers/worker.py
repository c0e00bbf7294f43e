"""The platform's Temporal worker: a process that listens nowhere, and polls through the proxy."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sandbox.condition import met, until
from sandbox.ground import Ground
from sandbox.server import LIMIT
from sandbox.servers.part import Part, Variables
from sandbox.servers.temporal import LONG_POLL, TASK_QUEUE, Temporal

if TYPE_CHECKING:
    from temporalio.client import Client

WORKFLOW, ACTIVITY = 1, 2  # Temporal's kinds of task queue
FRESH = LONG_POLL + 1.5  # seconds; a poll that is waiting is never older than a long poll
STUCK = 5.0  # seconds; no activity of a job takes so long


class NotPollingError(Exception):
    """No worker takes tasks from the queue."""


class BusyError(Exception):
    """A worker is at work."""


class Worker(Part):
    def __init__(
        self,
        name: str,
        ground: Ground,
        *,
        temporal: Temporal,
        needs: Sequence[str],
        variables: Variables,
    ) -> None:
        super().__init__(name, ground, needs=needs, variables=variables)
        self.starts_after = (temporal.name,)
        self._temporal = temporal

    def variables(self) -> Mapping[str, str]:
        return {}

    async def launch(self) -> None:
        self.spawn(
            [sys.executable, "-P", "-m", "sandbox.platform.worker"], environment=self.environment()
        )

    async def recover(self) -> None:
        """A worker that gave up is started again, as its supervisor would; one that is stuck too.

        What blocks the event loop does not stop the polling, which is not done there.
        """
        if self.process is None or await self._is_stuck():
            await self.restart()
        await super().recover()

    async def settled(self) -> None:
        """At its own queue, in its own namespace: they may be others than the platform's."""
        own = self.environment()
        place = own["TEMPORAL_NAMESPACE"], own["TEMPORAL_TASK_QUEUE"]

        async def polls_or_ended() -> bool:
            error = await met(lambda: self._ask(*place), patience=LIMIT)
            return error is None or self.process is None

        if not await until(polls_or_ended, limit=LIMIT):
            raise self.failure("neither polls nor ends")

    async def ask(self) -> None:
        """NotPollingError unless our process waits for workflows and for activities."""
        await self._ask(self._temporal.namespace, TASK_QUEUE)

    async def _ask(self, namespace: str, queue: str) -> None:
        async with self._temporal.client() as client:
            asked = client, namespace, queue
            polls = [await _polls(*asked, kind) for kind in (WORKFLOW, ACTIVITY)]
            ended = await _ended(*asked)
        expected = [kind for kind in polls if kind.get(self._identity, 0) >= self._since]
        if len(expected) == len(polls) and self._identity not in ended:
            return
        left = set().union(*polls) - ended
        raise NotPollingError(f"not yet: {left} are listed" if left else "no worker polls")

    async def _is_stuck(self) -> bool:
        """Whether it does not come to an end with what it has begun."""

        async def rests() -> bool:
            return not isinstance(await met(self._rest, patience=STUCK), BusyError)

        return not await until(rests, limit=STUCK)

    async def _rest(self) -> None:
        """BusyError while an activity that it has begun has not ended."""
        async with self._temporal.client() as client:
            if self._identity in await _busy(client):
                raise BusyError

    @property
    def _identity(self) -> str | None:
        """The SDK's usual one."""
        return f"{self.process.pid}@{socket.gethostname()}" if self.process else None

    @property
    def _since(self) -> float:
        """A poll that began before, in seconds since 1970, may have been cut off."""
        return max(time.time() - FRESH, self._temporal.proxy.whole_since)


async def _polls(client: Client, namespace: str, queue: str, kind: int) -> dict[str | None, float]:
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


async def _ended(client: Client, namespace: str, queue: str) -> set[str]:
    """Who said goodbye: the server lists its polls for five minutes more."""
    from temporalio.api.enums.v1 import WorkerStatus
    from temporalio.api.workflowservice.v1 import ListWorkersRequest

    workers = await client.workflow_service.list_workers(
        ListWorkersRequest(namespace=namespace, query=f'TaskQueue="{queue}"')
    )
    beats = [worker.worker_heartbeat for worker in workers.workers_info]
    running = WorkerStatus.WORKER_STATUS_RUNNING
    return {beat.worker_identity for beat in beats if beat.status != running}


async def _busy(client: Client) -> set[str]:
    """Who has begun an activity that has not ended."""
    from temporalio.api.enums.v1 import PendingActivityState

    started = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    running = f'ExecutionStatus="Running" AND TaskQueue="{TASK_QUEUE}"'
    found: set[str] = set()
    async for run in client.list_workflows(running):
        described = await client.get_workflow_handle(run.id, run_id=run.run_id).describe()
        pending = described.raw_description.pending_activities
        found |= {each.last_worker_identity for each in pending if each.state == started}
    return found
