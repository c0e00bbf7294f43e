"""What is unusual about the platform's own worker, and stands in no job's way."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sandbox.faults.benign_processes import restarted
from sandbox.faults.fault import Fault, benign
from sandbox.faults.restarting import forget_the_gone
from sandbox.faults.workers import misled, started_with

if TYPE_CHECKING:
    from temporalio.client import Client

    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal

BURST = 30  # workflows that somebody starts at once, again when these have ended
LIFE = timedelta(minutes=1)


@asynccontextmanager
async def unheard(servers: Servers, name: str) -> AsyncIterator[None]:
    """Without a heartbeat nobody knows of its goodbye."""
    async with started_with(cast("Part", servers[name]), {"PLATFORM_HEARTBEAT": "0"}):
        yield
    await forget_the_gone(servers)


@asynccontextmanager
async def draining(servers: Servers, name: str) -> AsyncIterator[None]:
    """Others start many workflows at once, which end at once."""
    server = cast("Temporal", servers["temporal"])
    async with (
        started_with(cast("Part", servers[name]), {"PLATFORM_DYNAMIC": "1"}),
        server.client(direct=True) as client,
    ):
        ending = asyncio.Event()
        queue = server.variables()["TEMPORAL_TASK_QUEUE"]
        bursts = asyncio.create_task(_bursts(client, queue, ending))
        yield
        ending.set()
        await bursts  # nobody would take the rest of the last one


async def _bursts(client: Client, queue: str, ending: asyncio.Event) -> None:
    """With a rest after each as long as it took: the worker can do twice as much."""
    while not ending.is_set():
        began = time.monotonic()
        await asyncio.gather(
            *(
                client.execute_workflow(
                    "Sweeping",
                    id=f"sandbox-sweeping-{uuid.uuid4()}",
                    task_queue=queue,
                    execution_timeout=LIFE,
                )
                for _ in range(BURST)
            )
        )
        await asyncio.sleep(time.monotonic() - began)


CONDITIONS: tuple[Fault, ...] = (
    benign(
        "temporal-worker-restarted",
        "The worker was restarted a moment ago.",
        restarted,
        server="worker",
    ),
    benign(
        "temporal-dynamic-workflow",
        "The worker takes workflows of any type beside its own.",
        misled(lambda _: {"PLATFORM_DYNAMIC": "1"}),
        server="worker",
    ),
    benign(
        "temporal-worker-without-heartbeats",
        "The worker sends no heartbeats, as by an older SDK.",
        unheard,
        server="worker",
    ),
    benign(
        "temporal-draining-backlog",
        "Somebody starts many short workflows at once, and the worker takes them.",
        draining,
        server="worker",
    ),
)
