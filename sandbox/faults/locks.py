"""Sessions that do not end, and keep others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.condition import met, until
from sandbox.errors import SandboxError
from sandbox.faults.fault import Fault
from sandbox.faults.questions import PROJECT, creates_job, finds_user

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.postgres import Postgres

NEVER = 100_000  # seconds
ENDED = 5_000  # milliseconds for a session's end
BEGUN = 10.0  # seconds for a statement to begin
READING = f"BEGIN; LOCK TABLE training_jobs IN ACCESS SHARE MODE; SELECT pg_sleep({NEVER})"
"""As pg_dump or a report: it keeps nobody waiting but who would change the table."""
BUSY = "SELECT FROM pg_stat_activity WHERE wait_event IN ('PgSleep', 'relation') AND pid = $1"


def exclusively(table: str) -> str:
    """As ALTER TABLE locks it."""
    return f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"


def held(*statements: str) -> Injection:
    """Each in a transaction of its own that nobody ends."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Postgres", servers[name])
        async with AsyncExitStack() as sessions:
            for statement in statements:
                session = await sessions.enter_async_context(server.administered(server.database))
                await session.execute(f"BEGIN; {statement}")
            yield

    return inject


def busy(*statements: str) -> Injection:
    """Each by a session of its own, one after the other; none of them ends."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Postgres", servers[name])
        async with AsyncExitStack() as sessions:
            for statement in statements:
                await sessions.enter_async_context(_at(statement, server))
            yield

    return inject


@asynccontextmanager
async def _at(statement: str, server: Postgres) -> AsyncIterator[None]:
    """From the moment when it reads or waits."""
    async with server.administered(server.database) as session:
        pid = session.get_server_pid()
        answering = asyncio.create_task(met(lambda: session.execute(statement), patience=NEVER))

        async def begun() -> bool:
            async with server.administered() as looking:
                return await looking.fetchrow(BUSY, pid) is not None

        if not await until(begun, limit=BEGUN):
            raise SandboxError(f"{server.name} does not begin: {statement}")
        yield
        # one that is busy does not notice that its client is gone, and would keep its lock
        await server.alter(f"SELECT pg_terminate_backend({pid}, {ENDED})")
        await answering


FAULTS = (
    Fault(
        "platform-db-locked",
        "Platform DB's table training_jobs is locked by a session that does not end.",
        "platform-db",
        "platform-db",
        held(exclusively("training_jobs")),
        met="TimeoutError",
        meets=creates_job,
    ),
    Fault(
        "user-db-locked",
        "User DB's table users is locked by a session that does not end.",
        "user-db",
        "user-db",
        held(exclusively("users")),
        met="TimeoutError",
        meets=finds_user,
    ),
    Fault(
        "platform-db-queued-lock",
        "Platform DB's table of jobs is read for long, and what would change it waits for that.",
        "platform-db",
        "platform-db",
        busy(READING, f"BEGIN; {exclusively('training_jobs')}"),
        met="TimeoutError",
        meets=creates_job,
    ),
    Fault(
        "platform-db-locked-project",
        "Platform DB's project is locked FOR UPDATE by a session that never said commit.",
        "platform-db",
        "platform-db",
        held(f"SELECT FROM projects WHERE id = {PROJECT} FOR UPDATE"),
        met="TimeoutError",
        meets=creates_job,
    ),
)
