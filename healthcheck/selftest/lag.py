"""How long the event loop was kept from its work, by blocking calls or a busy machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

TICK = 0.05
"""Seconds between two looks."""


@dataclass(slots=True)
class Lag:
    """Seconds in all, by now."""

    seconds: float = 0.0


@asynccontextmanager
async def lagging() -> AsyncIterator[Lag]:
    """Counts for as long as it is entered."""
    lag = Lag()
    watch = asyncio.create_task(_watch(lag))
    try:
        yield lag
    finally:
        watch.cancel()


async def _watch(lag: Lag) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        began = clock()
        await asyncio.sleep(TICK)
        lag.seconds += clock() - began - TICK
