"""`python -m sandbox.platform.worker`: takes training jobs; SIGTERM shuts it down gracefully.

Its settings are the platform's: TEMPORAL_HOST, TEMPORAL_NAMESPACE, TEMPORAL_TASK_QUEUE.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from datetime import timedelta

from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Worker

from sandbox.platform.activities import ACTIVITIES
from sandbox.platform.workflow import TrainingWorkflow

HEARTBEAT = timedelta(seconds=5)  # the SDK's own 60 s would keep a dead worker fresh for minutes


async def work() -> None:
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    client = await Client.connect(
        os.environ["TEMPORAL_HOST"],
        namespace=os.environ["TEMPORAL_NAMESPACE"],
        runtime=Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=HEARTBEAT),
    )
    async with Worker(
        client,
        task_queue=os.environ["TEMPORAL_TASK_QUEUE"],
        workflows=[TrainingWorkflow],
        activities=ACTIVITIES,
    ):
        await ending.wait()


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    try:
        asyncio.run(work())
    except Exception:
        logging.exception("the worker ended")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # an interpreter that used temporalio may crash or hang at its own exit
