"""Workflows that still run under the names of jobs to come: the database was set back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.postgres import Postgres
    from sandbox.servers.temporal import Temporal

AHEAD = 20  # jobs; every failed attempt to create one takes a number as well
NOWHERE = "sandbox-nobody-polls"
LIFE = timedelta(hours=1)


class StillRunningError(Exception):
    """A job's workflow could not be started."""


@asynccontextmanager
async def already_started(servers: Servers, name: str) -> AsyncIterator[None]:
    """On a queue that nobody polls, so that they stay."""
    server = cast("Temporal", servers[name])
    first = await _next(servers)
    async with server.client(direct=True) as client:
        runs = [
            await client.start_workflow(
                "TrainingWorkflow",
                number,
                id=f"training-job-{number}",
                task_queue=NOWHERE,
                execution_timeout=LIFE,
            )
            for number in range(first, first + AHEAD)
        ]
        yield
        for run in runs:
            await run.terminate()


async def is_free(servers: Servers) -> None:
    """Whether the next job's name is."""
    from temporalio.client import WorkflowExecutionStatus
    from temporalio.service import RPCError

    workflow = f"training-job-{await _next(servers)}"
    async with cast("Temporal", servers["temporal"]).client() as client:
        try:
            described = await client.get_workflow_handle(workflow).describe()
        except RPCError:
            return  # there is none
    if described.status is WorkflowExecutionStatus.RUNNING:
        raise StillRunningError(f"{workflow}: Workflow execution already started")


async def _next(servers: Servers) -> int:
    """The id that the next job will have."""
    server = cast("Postgres", servers["platform-db"])
    async with server.used(direct=True) as connection:
        [row] = await connection.fetch("SELECT last_value, is_called FROM training_jobs_id_seq")
    return int(row["last_value"]) + int(row["is_called"])


FAULTS = (
    Fault(
        "temporal-job-already-started",
        "Temporal still runs workflows under the names that the next jobs will have.",
        "temporal",
        "temporal",
        already_started,
        met="already started",
        meets=is_free,
    ),
)
