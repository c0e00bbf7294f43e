"""The platform's Temporal worker: a process that listens nowhere, and polls through the proxy."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.ground import Ground
from sandbox.server import Server
from sandbox.servers.temporal import LONG_POLL, TASK_QUEUE, Temporal

if TYPE_CHECKING:
    from temporalio.client import Client

WORKFLOW, ACTIVITY = 1, 2  # Temporal's kinds of task queue
FRESH = LONG_POLL + 1.5  # seconds; a poll that is waiting is never older than a long poll


class NotPollingError(Exception):
    """No worker takes tasks from the queue."""


class Worker(Server):
    def __init__(self, name: str, ground: Ground, *, temporal: Temporal) -> None:
        super().__init__(name, ground)
        self.needs = (temporal.name,)
        self._temporal = temporal

    def variables(self) -> Mapping[str, str]:
        return {}

    async def launch(self) -> None:
        self.spawn(
            [sys.executable, "-P", "-m", "sandbox.platform.worker"],
            environment=self._temporal.variables(),
        )

    async def recover(self) -> None:
        """A worker that gave up is started again, as its supervisor would."""
        if self.process is None:
            await self.launch()
        await super().recover()

    async def ask(self) -> None:
        """NotPollingError unless our process waits for workflows and for activities."""
        async with self._temporal.client() as client:
            polls = [await _polls(client, kind) for kind in (WORKFLOW, ACTIVITY)]
            ended = await _ended(client)
        expected = [kind for kind in polls if kind.get(self._identity, 0) >= self._since]
        if len(expected) == len(polls) and self._identity not in ended:
            return
        left = set().union(*polls) - ended
        raise NotPollingError(f"not yet: {left} are listed" if left else "no worker polls")

    @property
    def _identity(self) -> str | None:
        """The SDK's usual one."""
        return f"{self.process.pid}@{socket.gethostname()}" if self.process else None

    @property
    def _since(self) -> float:
        """A poll that began before, in seconds since 1970, may have been cut off."""
        return max(time.time() - FRESH, self._temporal.proxy.whole_since)


async def _polls(client: Client, kind: int) -> dict[str | None, float]:
    """When each identity last polled, in seconds since 1970."""
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=TASK_QUEUE),
            task_queue_type=TaskQueueType.ValueType(kind),
        )
    )
    return {
        poller.identity: poller.last_access_time.ToNanoseconds() / 1e9
        for poller in described.pollers
    }


async def _ended(client: Client) -> set[str]:
    """Who said goodbye: the server lists its polls for five minutes more."""
    from temporalio.api.enums.v1 import WorkerStatus
    from temporalio.api.workflowservice.v1 import ListWorkersRequest

    workers = await client.workflow_service.list_workers(
        ListWorkersRequest(namespace=client.namespace, query=f'TaskQueue="{TASK_QUEUE}"')
    )
    beats = [worker.worker_heartbeat for worker in workers.workers_info]
    running = WorkerStatus.WORKER_STATUS_RUNNING
    return {beat.worker_identity for beat in beats if beat.status != running}
