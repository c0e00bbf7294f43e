"""Waiting for what can be looked at, instead of sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

INTERVAL = 0.02  # seconds between two looks


async def until(holds: Callable[[], Awaitable[bool]], *, limit: float) -> bool:
    """Whether it came to hold within `limit` seconds, counting the last look."""
    try:
        async with asyncio.timeout(limit):
            while not await holds():  # noqa: ASYNC110 - what is looked at knows no events
                await asyncio.sleep(INTERVAL)
    except TimeoutError:
        return False
    return True


async def met(question: Callable[[], Awaitable[object]], *, patience: float) -> Exception | None:
    """What a client meets that asks now: None is an answer, TimeoutError silence."""
    try:
        async with asyncio.timeout(patience):
            await question()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the client met
        return error
    return None
