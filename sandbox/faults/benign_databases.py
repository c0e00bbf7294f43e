"""What is unusual about the databases and Redis, and stands in no job's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.condition import met
from sandbox.faults.access import read_only
from sandbox.faults.fault import Fault, benign
from sandbox.faults.questions import PAST_JOBS
from sandbox.faults.schema import JOBS, altered

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.postgres import Connection, Postgres
    from sandbox.servers.valkey import Valkey

MANY = 40  # sessions, of the hundred that a server has by default
MEMORY = 64 * 1024**2  # bytes
NEVER = 100_000  # seconds
ENDED = 5_000  # milliseconds for a session's end


@asynccontextmanager
async def backup(servers: Servers, name: str) -> AsyncIterator[None]:
    """As pg_dump: it locks against changes of the schema, and reads for long."""
    server = cast("Postgres", servers[name])
    async with server.administered(server.database) as connection:
        await connection.execute("BEGIN; LOCK TABLE training_jobs IN ACCESS SHARE MODE")
        reading = asyncio.create_task(met(lambda: _read(connection), patience=NEVER))
        yield
        # one that is busy does not notice that its client is gone, and would keep its lock
        await server.alter(f"SELECT pg_terminate_backend({connection.get_server_pid()}, {ENDED})")
        await reading


async def _read(connection: Connection) -> None:
    await connection.execute(f"SELECT pg_sleep({NEVER})")


def idle_after(statement: str) -> Injection:
    """In a transaction of the platform's account that nobody ends."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        async with cast("Postgres", servers[name]).used(direct=True) as connection:
            await connection.execute(f"BEGIN; {statement}")
            yield

    return inject


@asynccontextmanager
async def many_sessions(servers: Servers, name: str) -> AsyncIterator[None]:
    async with AsyncExitStack() as held:
        for _ in range(MANY):
            server = cast("Postgres", servers[name])
            await held.enter_async_context(server.used(direct=True))
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
        "platform-db-extra-column",
        "Platform DB's jobs have a column more than the code knows, with a default.",
        altered(f"{JOBS} ADD priority int NOT NULL DEFAULT 0", f"{JOBS} DROP priority"),
    ),
    benign(
        "platform-db-extra-table",
        "Platform DB has a table that the code does not know.",
        altered("CREATE TABLE annotations_old (id int)", "DROP TABLE annotations_old"),
    ),
    benign("platform-db-backup", "Platform DB is being backed up, which takes hours.", backup),
    benign(
        "platform-db-idle-in-transaction",
        "Platform DB has a session that changed an experiment and never said commit.",
        idle_after("LOCK TABLE experiments IN ROW EXCLUSIVE MODE"),
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
