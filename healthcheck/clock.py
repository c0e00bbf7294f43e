"""A limit that holds: whatever a step does, its caller goes on in time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

R = TypeVar("R")

GRACE = 0.5
"""Seconds a cancelled step gets to clean up before it is abandoned."""

BLOCKED = 0.1
"""Seconds a wait may overshoot before somebody else's blocking call is to blame."""


@dataclass(frozen=True, slots=True)
class Timed(Generic[R]):
    """How an awaited thing ended: a result, an error, or neither in time.

    `late` is what the caller saw just before cancelling, None where it ended by itself.
    """

    seconds: float
    result: R | None = None
    error: BaseException | None = None
    late: object = None
    abandoned: bool = False


async def within(
    work: Coroutine[Any, Any, R], limit: float, *, look: Callable[[], Awaitable[object]]
) -> Timed[R]:
    """Awaits work for at most `limit` seconds; being cancelled from outside passes at once.

    `asyncio.timeout` would wait for a `finally` that hangs; here it is abandoned after a grace.
    Where a blocking call elsewhere ate the time, the limit is granted once more. `look` is called
    when time is out and before the work is cancelled, since a cancelled client closes its socket.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    task = asyncio.ensure_future(work)
    task.add_done_callback(look_at)
    try:
        await asyncio.wait({task}, timeout=limit)
        if not task.done() and loop.time() - started > limit + BLOCKED:
            await asyncio.wait({task}, timeout=limit)
        if task.done():
            return _ended(task, loop.time() - started)
        late = await look()
        seconds = loop.time() - started
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE)
    finally:
        task.cancel()
    return Timed(seconds, late=late, abandoned=not task.done())


def look_at(task: "asyncio.Task[Any]") -> None:
    """Looks at how a task ended, so that asyncio reports none on stderr that nobody waits for."""
    if not task.cancelled():
        task.exception()


def _ended(task: "asyncio.Task[R]", seconds: float) -> Timed[R]:
    if task.cancelled():
        return Timed(seconds, error=asyncio.CancelledError())
    error = task.exception()
    return Timed(seconds, error=error) if error else Timed(seconds, task.result())
