"""What can be broken about PostgreSQL and Redis."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol, cast

from sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.postgres import Postgres


class Locked(Protocol):
    """A server that asks for a password."""

    password: str

    async def change_password(self, password: str) -> None: ...


@asynccontextmanager
async def wrong_password(servers: Servers, name: str) -> AsyncIterator[None]:
    """Changed on the server, so that the clients' settings stay what they were."""
    server = cast("Locked", servers[name])
    await server.change_password(secrets.token_hex(16))
    yield
    await server.change_password(server.password)


@asynccontextmanager
async def unknown_database(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("Postgres", servers[name])
    aside = f"{server.database}_renamed_away"
    await server.rename_database(server.database, aside)
    yield
    await server.rename_database(aside, server.database)


def _of_every_database(name: str, title: str) -> tuple[Fault, ...]:
    return (
        Fault(
            f"{name}-wrong-password",
            f"{title} rejects the password of the settings: the account has another one.",
            name,
            name,
            wrong_password,
            met="password authentication failed",
        ),
        Fault(
            f"{name}-unknown-database",
            f"{title}'s server runs, and has no database of the settings' name.",
            name,
            name,
            unknown_database,
            met="does not exist",
        ),
    )


FAULTS = (
    *_of_every_database("platform-db", "Platform DB"),
    *_of_every_database("user-db", "User DB"),
    Fault(
        "redis-wrong-password",
        "Redis rejects the password of the settings: the server requires another one.",
        "redis",
        "redis",
        wrong_password,
        met="WRONGPASS",
    ),
)
