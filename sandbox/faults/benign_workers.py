"""Workers beside the platform's own, which stand in no job's way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault, benign
from sandbox.faults.registrations import WORKFLOW
from sandbox.faults.restarting import forget_the_gone

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.faults.workers import Settings
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal
    from sandbox.servers.worker import Worker

NOTHING: Mapping[str, str | None] = MappingProxyType({})


@asynccontextmanager
async def another_worker(
    servers: Servers, settings: Settings = NOTHING, *, name: str = "another-worker"
) -> AsyncIterator[Worker]:
    """Beside the one there is."""
    from sandbox.servers.worker import Worker  # servers need what Windows has not

    first = cast("Part", servers["worker"])
    temporal = cast("Temporal", servers["temporal"])
    another = Worker(name, first.ground, temporal=temporal, needs=(), variables=first.environment)
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
    await forget_the_gone(servers)


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
async def one_shut_down(servers: Servers, _: str) -> AsyncIterator[None]:
    """It said goodbye, and is listed for minutes."""
    async with another_worker(servers) as another:
        await another.answers(another.ask)
        await another.shut_down()
        yield


@asynccontextmanager
async def one_of_three_without(servers: Servers, _: str) -> AsyncIterator[None]:
    """A task that fails there is tried again, until another worker has it."""
    lacking = {"PLATFORM_WITHOUT": WORKFLOW}
    async with (
        another_worker(servers) as second,
        another_worker(servers, lacking, name="third-worker") as third,
    ):
        for each in (second, third):
            await each.answers(each.ask)
        yield
        for each in (second, third):
            await each.shut_down()


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
    benign(
        "temporal-one-of-two-workers-shut-down",
        "Of two workers one was shut down, as when it is not needed any more.",
        one_shut_down,
        server="worker",
    ),
    benign(
        "temporal-one-of-three-workers-without-workflow",
        "Of three workers one has not registered the jobs' workflow.",
        one_of_three_without,
        server="worker",
    ),
)
