"""What can be broken about Redis, beside the network and the password."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.ports import free_port

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.valkey import Valkey

MANY = 1_000  # clients; the server's own default is more than some systems allow


@asynccontextmanager
async def replica(servers: Servers, name: str) -> AsyncIterator[None]:
    """Of a primary that is not there."""
    server = cast("Valkey", servers[name])
    async with server.administered() as session:
        await session.tell(f"REPLICAOF 127.0.0.1 {free_port()}")
        yield
        await session.tell("REPLICAOF NO ONE")


@asynccontextmanager
async def out_of_memory(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("Valkey", servers[name])
    async with server.administered() as session:
        await session.tell("CONFIG SET maxmemory 1")
        yield
        await session.tell("CONFIG SET maxmemory 0")


@asynccontextmanager
async def too_many_clients(servers: Servers, name: str) -> AsyncIterator[None]:
    """Our own session, by which it is undone, is the one that there may be."""
    from sandbox.servers.valkey import THROW_OUT  # servers need what Windows has not

    server = cast("Valkey", servers[name])
    async with server.administered() as session:
        await session.tell("CONFIG SET maxclients 1", THROW_OUT)
        yield
        await session.tell(f"CONFIG SET maxclients {MANY}")


@asynccontextmanager
async def no_publish(servers: Servers, name: str) -> AsyncIterator[None]:
    """By the ACL of the one account that there is."""
    server = cast("Valkey", servers[name])
    async with server.administered() as session:
        await session.tell("ACL SETUSER default -publish")
        yield
        await session.tell("ACL SETUSER default +publish")


@asynccontextmanager
async def too_few_replicas(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("Valkey", servers[name])
    async with server.administered() as session:
        await session.tell("CONFIG SET min-replicas-to-write 1")
        yield
        await session.tell("CONFIG SET min-replicas-to-write 0")


async def publishes(servers: Servers) -> None:
    server = cast("Valkey", servers["redis"])
    async with server.used() as session:
        await session.tell("PUBLISH sandbox:proof 1")


async def writes(servers: Servers) -> None:
    server = cast("Valkey", servers["redis"])
    async with server.used() as session:
        await session.tell("SET sandbox:proof 1 EX 1")


FAULTS = (
    Fault(
        "redis-read-only-replica",
        "Redis is a replica that takes no writes, and its primary is not there.",
        "redis",
        "redis",
        replica,
        met="READONLY",
        meets=writes,
    ),
    Fault(
        "redis-out-of-memory",
        "Redis has used all the memory that it may use, and evicts nothing.",
        "redis",
        "redis",
        out_of_memory,
        met="OOM command not allowed",
        meets=writes,
    ),
    Fault(
        "redis-too-few-replicas",
        "Redis takes writes only with a replica, and there is none.",
        "redis",
        "redis",
        too_few_replicas,
        met="NOREPLICAS",
        meets=writes,
    ),
    Fault(
        "redis-no-publish",
        "Redis's ACL lets the account do all but publish.",
        "redis",
        "redis",
        no_publish,
        met="NOPERM",
        meets=publishes,
    ),
    Fault(
        "redis-too-many-clients",
        "Redis has as many clients as it may have.",
        "redis",
        "redis",
        too_many_clients,
        met="max number of clients",
    ),
)
