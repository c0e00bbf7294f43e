"""Jobs that wait in the queue, while those who poll it take none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.network import hung
from sandbox.faults.registrations import WORKFLOW, told_by_workflows

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.temporal import Temporal

JOBS = 30
LIFE = timedelta(hours=1)


@asynccontextmanager
async def stuck(servers: Servers, name: str) -> AsyncIterator[None]:
    """Ended before the worker goes on: they belong to no row of the database."""
    server = cast("Temporal", servers["temporal"])
    async with hung(servers, name), server.client(direct=True) as client:
        queue = server.variables()["TEMPORAL_TASK_QUEUE"]
        runs = await asyncio.gather(
            *(
                client.start_workflow(
                    WORKFLOW,
                    number,
                    id=f"sandbox-waiting-{number}",
                    task_queue=queue,
                    execution_timeout=LIFE,
                )
                for number in range(JOBS)
            )
        )
        yield
        await asyncio.gather(*(run.terminate() for run in runs))


FAULTS = (
    Fault(
        "temporal-stuck-backlog",
        f"The worker's process is stopped (SIGSTOP), and {JOBS} jobs wait in the queue.",
        "temporal",
        "worker",
        stuck,
        met="TimeoutError",
        meets=told_by_workflows,
        patience=1.0,
    ),
)
