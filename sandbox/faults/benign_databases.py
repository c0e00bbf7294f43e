"""What is unusual about the databases and Redis, and stands in no job's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.access import read_only
from sandbox.faults.fault import Fault, benign
from sandbox.faults.locks import READING, busy, exclusively, held
from sandbox.faults.questions import PAST_JOBS, PROJECT
from sandbox.faults.schema import altered

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.postgres import Postgres
    from sandbox.servers.valkey import Valkey

MANY = 40  # sessions, of the hundred that a server has by default
MEMORY = 64 * 1024**2  # bytes
OTHERS = 20  # sessions that are busy


@asynccontextmanager
async def many_sessions(servers: Servers, name: str) -> AsyncIterator[None]:
    async with AsyncExitStack() as sessions:
        for _ in range(MANY):
            server = cast("Postgres", servers[name])
            await sessions.enter_async_context(server.used(direct=True))
        yield


@asynccontextmanager
async def quietly_read_only(servers: Servers, name: str) -> AsyncIterator[None]:
    """For long: whoever was thrown out by it has connected anew."""
    async with read_only(servers, name):
        await servers["api"].recover()
        yield


@asynccontextmanager
async def half_full(servers: Servers, name: str) -> AsyncIterator[None]:
    async with cast("Valkey", servers[name]).administered() as session:
        await session.tell(
            f"CONFIG SET maxmemory {MEMORY}",
            "CONFIG SET maxmemory-policy noeviction",
            f"SETRANGE sandbox:filling {MEMORY // 2} x",
        )
        yield
        await session.tell("DEL sandbox:filling", "CONFIG SET maxmemory 0")


CONDITIONS: tuple[Fault, ...] = (
    benign(
        "platform-db-backup",
        "Platform DB is being backed up, which takes hours.",
        busy(READING),
    ),
    benign(
        "platform-db-busy",
        "Platform DB is at many long queries of others, and answers the platform's as ever.",
        busy(*(READING for _ in range(OTHERS))),
    ),
    benign(
        "platform-db-vacuum",
        "Platform DB's table of jobs is locked as VACUUM locks it, which lets jobs in.",
        held("LOCK TABLE training_jobs IN SHARE UPDATE EXCLUSIVE MODE"),
    ),
    benign(
        "platform-db-migration-elsewhere",
        "Platform DB's table of users is being altered, which no job touches there.",
        held(exclusively("users")),
    ),
    benign(
        "platform-db-idle-in-transaction",
        "Platform DB has a session that changed an experiment and never said commit.",
        held("LOCK TABLE experiments IN ROW EXCLUSIVE MODE"),
    ),
    benign(
        "platform-db-renamed-project",
        "Platform DB has a session that renamed the project and never said commit.",
        held(f"UPDATE projects SET name = name WHERE id = {PROJECT}"),
    ),
    benign(
        "platform-db-many-sessions",
        "Platform DB has many idle sessions, and lets many more in.",
        many_sessions,
    ),
    benign(
        "platform-db-past-jobs",
        "Platform DB holds jobs of the past: completed, failed, cancelled and left pending.",
        altered(PAST_JOBS, "DELETE FROM training_jobs WHERE output_dir = '/sandbox/past'"),
    ),
    benign(
        "user-db-read-only",
        "User DB takes no writes, and creating a job writes nothing there.",
        quietly_read_only,
    ),
    benign(
        "redis-half-full",
        "Redis uses half of the memory that it may use, and evicts nothing.",
        half_full,
    ),
)
