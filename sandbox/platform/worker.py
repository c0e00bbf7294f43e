"""`python -m sandbox.platform.worker`: takes training jobs; SIGTERM shuts it down gracefully."""

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

from sandbox.platform.activities import Activities
from sandbox.platform.settings import Settings
from sandbox.platform.workflow import WORKFLOWS

HEARTBEAT = timedelta(seconds=5)  # the SDK's own 60 s would keep a dead worker fresh for minutes


async def work(settings: Settings) -> None:
    """Until SIGTERM. Temporal refused at the start: it ends with that error."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    client = await Client.connect(
        settings.temporal_host,
        namespace=settings.namespace,
        runtime=Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=HEARTBEAT),
    )
    async with Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[each for name, each in WORKFLOWS.items() if name not in settings.without],
        activities=Activities(settings).registered(),
        max_concurrent_activities=settings.slots,
    ):
        await ending.wait()


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    try:
        asyncio.run(work(Settings.from_environment(os.environ)))
    except Exception:
        logging.exception("the worker ended")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # an interpreter that used temporalio may crash or hang at its own exit
