"""`python -m sandbox.platform.worker`: takes training jobs; SIGTERM shuts it down gracefully."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Worker, WorkerDeploymentConfig

from sandbox.platform.activities import Activities
from sandbox.platform.settings import Settings
from sandbox.platform.workflow import WORKFLOWS, AnyWorkflow
from sandbox.platform.working import DEPLOYMENT, Working


async def work(settings: Settings, working: Working) -> None:
    """Until SIGTERM. Temporal refused at the start: it ends with that error."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    client = await Client.connect(
        settings.temporal_host,
        namespace=settings.namespace,
        runtime=Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=working.heartbeat),
    )
    async with Worker(
        client,
        task_queue=settings.task_queue,
        workflows=_workflows(settings, working) if working.workflows else [],
        activities=Activities(settings).registered() if working.activities else [],
        max_concurrent_activities=working.slots,
        deployment_config=_versioned(working.build) if working.build else None,
    ):
        await ending.wait()


def _workflows(settings: Settings, working: Working) -> list[type[object]]:
    own = [each for name, each in WORKFLOWS.items() if name not in settings.without]
    return [*own, AnyWorkflow] if working.dynamic else own


def _versioned(build: str) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(DEPLOYMENT, build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    environ = os.environ
    try:
        asyncio.run(work(Settings.from_environment(environ), Working.from_environment(environ)))
    except Exception:
        logging.exception("the worker ended")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # an interpreter that used temporalio may crash or hang at its own exit
