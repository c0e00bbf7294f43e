"""Jobs that wait in the queue, while those who poll it take none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sandbox.condition import until
from sandbox.faults.fault import Fault
from sandbox.faults.orchestration import stopped
from sandbox.faults.registrations import WORKFLOW, told_by_workflows
from sandbox.servers.queue import WORKFLOW as WORKFLOWS
from sandbox.servers.queue import given

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.temporal import Temporal

JOBS = 30
LIFE = timedelta(hours=1)
FORGOTTEN = 60.0  # seconds; what was given out half a minute ago counts no more
NONE = 0.001  # tasks per second


@asynccontextmanager
async def stuck(servers: Servers, name: str) -> AsyncIterator[None]:
    """Ended before the worker goes on: they belong to no row of the database.

    In force when the server has given out nothing for as long as it counts: until then the queue
    looks like one that moves.
    """
    server = cast("Temporal", servers["temporal"])
    async with stopped(servers, name), server.client(direct=True) as client:
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

        async def stands() -> bool:
            return await given(client, queue, WORKFLOWS) < NONE

        await until(stands, limit=FORGOTTEN)
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
