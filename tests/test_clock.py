"""A limit holds, whatever the work does."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from healthcheck.clock import GRACE, Timed, within

LIMIT = 0.1
PROMPT = LIMIT + GRACE + 10.0
"""Seconds; a loaded machine needs a second more than the limit and the grace. The works below
would take for ever."""


async def seen() -> str:
    return "nothing"


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def timed(work: Callable[[], Awaitable[Any]], limit: float = LIMIT) -> tuple[Timed[Any], float]:
    """How the work ended, and the seconds until its caller went on; in a loop of its own."""

    async def both() -> tuple[Timed[Any], float]:
        started = time.monotonic()
        ended = await within(wrapped(), limit, look=seen)
        return ended, time.monotonic() - started

    async def wrapped() -> Any:
        return await work()

    return asyncio.run(both())


def test_a_result_in_time_is_the_result() -> None:
    async def work() -> int:
        return 5

    ended, _ = timed(work)

    assert (ended.result, ended.error, ended.late, ended.abandoned) == (5, None, None, False)


def test_an_error_in_time_is_the_error() -> None:
    async def work() -> None:
        raise OSError("no")

    ended, _ = timed(work)

    assert isinstance(ended.error, OSError)
    assert ended.late is None


def test_work_that_cancels_itself_ends_with_that() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    ended, _ = timed(work)

    assert isinstance(ended.error, asyncio.CancelledError)


def test_work_that_takes_too_long_is_cancelled_and_late() -> None:
    cancelled = False

    async def work() -> None:
        nonlocal cancelled
        try:
            await for_ever()
        finally:
            cancelled = True

    ended, _ = timed(work)

    assert (ended.late, ended.abandoned, cancelled) == ("nothing", False, True)
    assert ended.seconds >= LIMIT


def test_it_is_looked_before_the_work_is_cancelled() -> None:
    order: list[str] = []

    async def work() -> None:
        try:
            await for_ever()
        finally:
            order.append("cancelled")

    async def look() -> str:
        order.append("looked")
        return "x"

    asyncio.run(within(work(), LIMIT, look=look))

    assert order == ["looked", "cancelled"]


def test_a_finally_that_hangs_is_abandoned_after_a_grace() -> None:
    async def work() -> None:
        try:
            await for_ever()
        finally:
            await for_ever()

    ended, seconds = timed(work)

    assert ended.abandoned
    assert seconds < PROMPT


def test_work_that_swallows_its_cancellation_and_goes_on_is_abandoned() -> None:
    async def work() -> None:
        for _ in range(2):
            try:
                await for_ever()
            except asyncio.CancelledError:
                continue
        await for_ever()

    ended, seconds = timed(work)

    assert ended.abandoned
    assert seconds < PROMPT


def test_a_blocking_call_elsewhere_grants_the_limit_once_more() -> None:
    async def both() -> Timed[str]:
        answered = asyncio.Event()

        async def work() -> str:
            await answered.wait()
            return "answered"

        def block() -> None:
            # a neighbour's SDK; the answer comes right after it
            time.sleep(LIMIT * 3)
            loop.call_later(LIMIT / 4, answered.set)

        loop = asyncio.get_running_loop()
        loop.call_soon(block)
        return await within(work(), LIMIT, look=seen)

    ended = asyncio.run(both())

    assert (ended.result, ended.late) == ("answered", None)


def test_a_cancellation_from_outside_passes_at_once_and_takes_the_work_along() -> None:
    cancelled = asyncio.Event()

    async def work() -> None:
        try:
            await for_ever()
        finally:
            cancelled.set()

    async def both() -> float:
        waiting = asyncio.ensure_future(within(work(), 60, look=seen))
        await asyncio.wait({waiting}, timeout=0)
        loop = asyncio.get_running_loop()
        started = loop.time()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await cancelled.wait()
        return loop.time() - started

    assert asyncio.run(both()) < 10  # the work would take for ever


@pytest.mark.parametrize("late", [False, True], ids=["cancelled", "late"])
def test_how_abandoned_work_ends_is_reported_to_nobody(
    late: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        try:
            await for_ever()
        finally:
            raise OSError("the goodbye failed")

    async def both() -> None:
        waiting = asyncio.ensure_future(within(work(), LIMIT, look=seen))
        if not late:
            await asyncio.wait({waiting}, timeout=0)
            waiting.cancel()
        await asyncio.wait({waiting})

    asyncio.run(both())
    gc.collect()  # it is then that asyncio complains

    assert caplog.text == ""
