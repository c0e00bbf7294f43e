"""A worker that takes one thing at a time, and has something to do for a while."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.condition import until
from sandbox.errors import SandboxError
from sandbox.faults.fault import Fault
from sandbox.faults.proof import UntrainedError, cancel_job, create_job
from sandbox.faults.workers import started_with

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.postgres import Postgres

LONG = 100_001  # epochs, which nobody else asks for: minutes, on any machine
HELD = 20.0  # seconds after which somebody cancels it: a job that is created meanwhile starts late
BEGUN = 20.0  # seconds to begin a job


class BusyError(Exception):
    """The long job is being trained."""


@asynccontextmanager
async def busy(servers: Servers, name: str) -> AsyncIterator[None]:
    worker = cast("Part", servers[name])
    async with started_with(worker, {"PLATFORM_SLOTS": "1"}):
        job = await create_job(servers, epochs=LONG)

        async def begun() -> bool:
            return await _running(servers)

        if not await until(begun, limit=BEGUN):
            raise SandboxError(f"the worker does not begin job {job}")
        cancelling = asyncio.create_task(_cancel(servers, job, after=HELD))
        yield
        cancelling.cancel()
        await _cancel(servers, job)


async def is_idle(servers: Servers) -> None:
    if await _running(servers):
        raise BusyError("the long job is being trained")


async def _cancel(servers: Servers, job: int, *, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    with contextlib.suppress(UntrainedError, OSError):  # it has ended, or the backend is broken too
        await cancel_job(servers, job)


async def _running(servers: Servers) -> bool:
    """Of the long jobs any."""
    query = f"SELECT count(*) FROM training_jobs WHERE epochs = {LONG} AND status = 'running'"
    async with cast("Postgres", servers["platform-db"]).used(direct=True) as connection:
        return bool(await connection.fetchval(query))


FAULTS = (
    Fault(
        "temporal-worker-busy",
        "The worker has one slot for activities, and for 20 s a long job in it.",
        "temporal",
        "worker",
        busy,
        met="BusyError",
        meets=is_idle,
    ),
)
