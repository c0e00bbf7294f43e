"""A worker as a program of its own: a process that has used temporalio may crash at its exit."""

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Worker


@activity.defn
def hold(seconds: float) -> None:
    """Takes a slot that long."""
    time.sleep(seconds)


@workflow.defn
class Holding:
    """Runs one activity."""

    @workflow.run
    async def run(self, seconds: float) -> None:
        """Ends with its activity."""
        limit = timedelta(minutes=5)
        await workflow.execute_activity(hold, seconds, start_to_close_timeout=limit)


async def main(address: str, queue: str, identity: str, kinds: str, beat: str) -> None:
    """`kinds` of "workflow", "activity" or both; `beat` in seconds between heartbeats, 0: none."""
    interval = timedelta(seconds=float(beat)) if float(beat) else None
    runtime = Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=interval)
    client = await Client.connect(address, identity=identity, runtime=runtime)
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[Holding] if "workflow" in kinds else [],
        activities=[hold] if "activity" in kinds else [],
        activity_executor=ThreadPoolExecutor(1),
        max_concurrent_activities=1,
    )
    async with worker:
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
