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
        "redis-too-many-clients",
        "Redis has as many clients as it may have.",
        "redis",
        "redis",
        too_many_clients,
        met="max number of clients",
    ),
)
