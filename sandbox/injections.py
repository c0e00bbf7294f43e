"""How servers are broken: entered, the fault is there; left, it is undone. Others prove both."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Protocol, cast

from sandbox.mode import Mode

if TYPE_CHECKING:
    from sandbox.server import Server
    from sandbox.servers.postgres import Postgres
    from sandbox.servers.temporal import Temporal

    Servers = Mapping[str, Server]
    Injection = Callable[[Servers, str], AbstractAsyncContextManager[None]]


class Locked(Protocol):
    """A server that asks for a password."""

    password: str

    async def change_password(self, password: str) -> None: ...


def proxied(mode: Mode) -> Injection:
    """What the proxy before the server can do."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        await servers[name].proxy.become(mode)
        yield
        await servers[name].proxy.become(Mode.PASS)

    return inject


@asynccontextmanager
async def hung(servers: Servers, name: str) -> AsyncIterator[None]:
    await servers[name].hang()
    yield
    servers[name].resume()


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


@asynccontextmanager
async def unknown_namespace(servers: Servers, name: str) -> AsyncIterator[None]:
    """The worker is shut down before: one that loses its namespace never polls again, and could
    not say goodbye any more."""
    server = cast("Temporal", servers[name])
    await servers["worker"].shut_down()
    await server.delete_namespace()
    yield
    await server.create_namespace()


@asynccontextmanager
async def no_worker(servers: Servers, name: str) -> AsyncIterator[None]:
    """Undone by the worker's own recovery, which starts it."""
    await servers[name].shut_down()
    yield
