"""A worker each piece of whose code writes into a file that it has run.

Its arguments: the server's address, the task queue, the file.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    Interceptor,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


def note(word: str) -> None:
    """Writes it down."""
    with workflow.unsafe.sandbox_unrestricted(), open(sys.argv[3], "a", encoding="utf-8") as diary:
        diary.write(f"{word}\n")


note("module")


@activity.defn
def write(word: str) -> None:
    """The activity."""
    note("activity")


@workflow.defn
class Diary:
    """The workflow."""

    def __init__(self) -> None:
        note("constructor")

    @workflow.run
    async def run(self, word: str) -> None:
        """Ends at once."""
        note("run")


class _Workflows(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        note("interceptor of a workflow")
        return await super().execute_workflow(input)


class _Activities(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        note("interceptor of an activity")
        return await super().execute_activity(input)


class _Both(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Activities(next)

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        return _Workflows


async def main(address: str, queue: str, _: str) -> None:
    """Works until it is killed."""
    beat = timedelta(seconds=1)
    runtime = Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=beat)
    client = await Client.connect(address, runtime=runtime)
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Diary],
        activities=[write],
        activity_executor=ThreadPoolExecutor(1),
        interceptors=[_Both()],
        max_concurrent_activities=1,
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
