"""Temporal's dev server, with the platform's namespace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import executables
from sandbox.ground import Ground
from sandbox.platform.working import DEPLOYMENT
from sandbox.ports import free_port
from sandbox.server import Server

if TYPE_CHECKING:
    from temporalio.client import Client

START = ("server", "start-dev", "--headless", "--log-level", "error")
NAMESPACE = "default"
TASK_QUEUE = "training-tasks"
LONG_POLL = 5  # seconds; the server's own minute would keep a dead worker's poll looking fresh
SETTINGS = {
    "matching.longPollExpirationInterval": f'"{LONG_POLL}s"',
    # services remember a namespace by its name for 2 s: one that is made anew must be found soon
    "system.namespaceCacheRefreshInterval": '"100ms"',
}
RETENTION_DAYS = 1


class Temporal(Server):
    def __init__(self, name: str, ground: Ground) -> None:
        super().__init__(name, ground)
        self.namespace = NAMESPACE

    def variables(self) -> Mapping[str, str]:
        return {
            "TEMPORAL_HOST": self.address,
            "TEMPORAL_NAMESPACE": self.namespace,
            "TEMPORAL_TASK_QUEUE": TASK_QUEUE,
        }

    @property
    def store(self) -> Path:
        """SQLite's file, which holds all that it knows."""
        return self.ground.room(self.name) / "temporal.db"

    async def launch(self) -> None:
        listening = ["--ip", "127.0.0.1", "--port", str(self.port)]
        metrics = ["--metrics-port", str(free_port())]
        data = ["--db-filename", str(self.store)]
        settings = [f"--dynamic-config-value={name}={value}" for name, value in SETTINGS.items()]
        self.spawn(
            [executables.temporal(), *START, *listening, *metrics, *data, *settings],
            environment={"TEMPORAL_DISABLE_CONFIG_FILE": "1"},
        )

    async def ask(self) -> None:
        """The queue first: for a second the server knows its queues in a deleted namespace."""
        from temporalio.api.taskqueue.v1 import TaskQueue
        from temporalio.api.workflowservice.v1 import (
            DescribeNamespaceRequest,
            DescribeTaskQueueRequest,
        )

        async with self.client() as client:
            await client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=self.namespace, task_queue=TaskQueue(name=TASK_QUEUE)
                )
            )
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=self.namespace)
            )

    @asynccontextmanager
    async def client(self, *, direct: bool = False) -> AsyncIterator[Client]:
        """Through the proxy as clients go, or past it."""
        from temporalio.client import Client
        from temporalio.service import RetryConfig

        address = f"127.0.0.1:{self.port}" if direct else self.address
        yield await Client.connect(
            address, namespace=self.namespace, retry_config=RetryConfig(max_retries=1)
        )

    async def make_current(self, build: str) -> None:
        """The version of the worker that gets all jobs from now on; empty: whoever has none."""
        from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest

        async with self.client(direct=True) as client:
            await client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=self.namespace,
                    deployment_name=DEPLOYMENT,
                    build_id=build,
                    ignore_missing_task_queues=True,
                )
            )

    async def delete_namespace(self) -> None:
        from temporalio.api.operatorservice.v1 import DeleteNamespaceRequest

        async with self.client(direct=True) as client:
            await client.operator_service.delete_namespace(
                DeleteNamespaceRequest(namespace=self.namespace)
            )

    async def create_namespace(self, name: str = NAMESPACE) -> None:
        from google.protobuf.duration_pb2 import Duration
        from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest

        retention = Duration(seconds=RETENTION_DAYS * 86_400)
        async with self.client(direct=True) as client:
            await client.workflow_service.register_namespace(
                RegisterNamespaceRequest(
                    namespace=name, workflow_execution_retention_period=retention
                )
            )
