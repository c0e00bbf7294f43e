"""What is unusual about the platform's processes and the network, and stands in no job's way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault, benign

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal
    from sandbox.servers.worker import Worker

DELAY = 0.05  # seconds each way
NOTHING: Mapping[str, str | None] = MappingProxyType({})


@asynccontextmanager
async def another_worker(
    servers: Servers, settings: Mapping[str, str | None] = NOTHING
) -> AsyncIterator[Worker]:
    """Beside the one there is."""
    from sandbox.servers.worker import Worker  # servers need what Windows has not

    first = cast("Part", servers["worker"])
    temporal = cast("Temporal", servers["temporal"])
    another = Worker(
        "another-worker", first.ground, temporal=temporal, needs=(), variables=first.environment
    )
    another.overrides = settings
    first.beside.append(another)
    await another.launch()
    yield another
    await another.end()
    first.beside.remove(another)


@asynccontextmanager
async def old_pollers(servers: Servers, _: str) -> AsyncIterator[None]:
    """Killed, it could not say goodbye."""
    async with another_worker(servers) as another:
        await another.answers(another.ask)
    yield


@asynccontextmanager
async def second_worker(servers: Servers, _: str) -> AsyncIterator[None]:
    async with another_worker(servers) as another:
        await another.answers(another.ask)
        yield
        await another.shut_down()


@asynccontextmanager
async def idle_worker(servers: Servers, _: str) -> AsyncIterator[None]:
    async with another_worker(servers, {"TEMPORAL_TASK_QUEUE": "labelling-tasks"}) as another:
        await another.settled()
        yield


@asynccontextmanager
async def restarted(servers: Servers, name: str) -> AsyncIterator[None]:
    """It is what it was, and whoever needs it has found it again."""
    server = servers[name]
    await server.shut_down()
    await server.launch()
    await server.recover()
    for each in servers.values():
        if name in each.needs:
            await each.recover()
    yield


@asynccontextmanager
async def slow(servers: Servers, _: str) -> AsyncIterator[None]:
    for server in servers.values():
        server.proxy.delay = DELAY
    yield
    for server in servers.values():
        server.proxy.delay = 0.0


CONDITIONS: tuple[Fault, ...] = (
    benign(
        "temporal-old-pollers",
        "Temporal still lists a worker that was killed a moment ago, beside the one that works.",
        old_pollers,
        server="worker",
    ),
    benign("temporal-two-workers", "Two workers take jobs.", second_worker, server="worker"),
    benign(
        "temporal-idle-worker",
        "Another worker waits at a queue that nobody gives jobs to.",
        idle_worker,
        server="worker",
    ),
    benign("temporal-restarted", "Temporal was restarted a moment ago.", restarted),
    benign("api-restarted", "The backend was restarted a moment ago.", restarted),
    benign(
        "network-slow",
        "Whatever is sent to any server takes 100 ms to be answered.",
        slow,
        dependency="network",
        server="api",
    ),
)
