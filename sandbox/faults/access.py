"""Databases that let the platform in, and not do what it must: or that let nobody in any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.questions import creates_job, finds_user

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.postgres import Postgres

FEW = 4  # sessions that the account may have at once


@asynccontextmanager
async def read_only(servers: Servers, name: str) -> AsyncIterator[None]:
    """Whoever is connected is thrown out: sessions learn of it when they begin."""
    server = cast("Postgres", servers[name])
    setting = "default_transaction_read_only"
    async with server.administered() as connection:
        await connection.execute(f"ALTER DATABASE {server.database} SET {setting} = on")
        await server.throw_out()
        yield
        await connection.execute(f"ALTER DATABASE {server.database} RESET {setting}")
        await server.throw_out()


def revoked(rights: str, thing: str) -> Injection:
    """From the platform's account, which owns what it names."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Postgres", servers[name])
        await server.alter(f"REVOKE {rights} ON {thing} FROM {server.owner}")
        yield
        await server.alter(f"GRANT {rights} ON {thing} TO {server.owner}")

    return inject


@asynccontextmanager
async def too_many_clients(servers: Servers, name: str) -> AsyncIterator[None]:
    """Others hold every session that the account may have."""
    import asyncpg  # type: ignore[import-untyped]  # it ships no types

    server = cast("Postgres", servers[name])
    async with AsyncExitStack() as held:
        await server.alter(f"ALTER ROLE {server.owner} CONNECTION LIMIT {FEW}")
        await server.throw_out()
        try:
            while True:
                await held.enter_async_context(server.used(direct=True))
        except asyncpg.TooManyConnectionsError:
            pass
        yield
        await server.alter(f"ALTER ROLE {server.owner} CONNECTION LIMIT -1")


def _of_database(name: str, title: str, table: str) -> tuple[Fault, ...]:
    meets = creates_job if name == "platform-db" else finds_user
    return (
        Fault(
            f"{name}-no-privileges",
            f"{title}'s account may not touch the table {table}.",
            name,
            name,
            revoked("ALL", table),
            met="InsufficientPrivilege",
            meets=meets,
        ),
        Fault(
            f"{name}-too-many-clients",
            f"{title}'s account has as many sessions as it may have.",
            name,
            name,
            too_many_clients,
            met="TooManyConnections",
        ),
    )


FAULTS = (
    *_of_database("platform-db", "Platform DB", "training_jobs"),
    *_of_database("user-db", "User DB", "users"),
    Fault(
        "platform-db-no-insert",
        "Platform DB's account may read and change jobs, and may not add one.",
        "platform-db",
        "platform-db",
        revoked("INSERT", "training_jobs"),
        met="InsufficientPrivilege",
        meets=creates_job,
    ),
    Fault(
        "platform-db-no-sequence",
        "Platform DB's account may not use the sequence that numbers the jobs.",
        "platform-db",
        "platform-db",
        revoked("USAGE, UPDATE", "SEQUENCE training_jobs_id_seq"),
        met="InsufficientPrivilege",
        meets=creates_job,
    ),
    Fault(
        "platform-db-read-only",
        "Platform DB takes no writes: transactions are read-only.",
        "platform-db",
        "platform-db",
        read_only,
        met="ReadOnlySQLTransaction",
        meets=creates_job,
    ),
)
