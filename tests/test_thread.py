"""Synchronous libraries on a thread of their own."""

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from typing import NoReturn

import pytest

from healthcheck import Check, DaemonThread, Probe
from healthcheck.thread import Outstanding
from tests.toys import Place, asked, told


async def made(function: object, *args: object) -> object:
    thread = DaemonThread()
    try:
        return await thread.call(function, *args)  # type: ignore[arg-type]  # any callable
    finally:
        thread.end()


def raising(error: BaseException) -> NoReturn:
    raise error


def test_a_call_gives_what_the_function_returns() -> None:
    assert asyncio.run(made(divmod, 7, 2)) == (3, 1)


@pytest.mark.parametrize("error", [ConnectionRefusedError("no"), SystemExit(3)])
def test_a_call_raises_what_the_function_raises(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught:
        asyncio.run(made(raising, error))

    assert caught.value is error


def test_an_error_that_no_future_can_hold_is_raised_all_the_same() -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(made(raising, StopIteration()))


def test_calls_share_a_thread_that_is_not_the_loops() -> None:
    async def ask() -> set[int]:
        thread = DaemonThread()
        found = {await thread.call(threading.get_ident) for _ in range(2)}
        thread.end()
        return found

    (used,) = asyncio.run(ask())

    assert used != threading.get_ident()


def test_while_a_call_is_outstanding_no_other_is_made() -> None:
    release = threading.Event()
    asked_again: list[int] = []

    async def ask() -> str:
        thread = DaemonThread()
        first = asyncio.ensure_future(thread.call(release.wait))
        await asyncio.sleep(0)
        first.cancel()
        try:
            await thread.call(asked_again.append, 1)
        except Outstanding:
            return "outstanding"
        finally:
            release.set()
            thread.end()
        return "made"

    assert (asyncio.run(ask()), asked_again) == ("outstanding", [])


def test_after_an_answer_that_came_too_late_calls_go_on() -> None:
    async def ask() -> str:
        thread, late = DaemonThread(), threading.Event()
        first = asyncio.ensure_future(thread.call(late.wait))
        await asyncio.sleep(0)
        first.cancel()
        late.set()
        while True:
            with contextlib.suppress(Outstanding):
                return await thread.call(str, "on")
            await asyncio.sleep(0)

    assert asyncio.run(asyncio.wait_for(ask(), 10)) == "on"


def test_a_thread_that_waits_for_ever_keeps_no_process_alive() -> None:
    code = (
        "import asyncio, threading\n"
        "from healthcheck import DaemonThread\n"
        "async def ask():\n"
        "    call = asyncio.ensure_future(DaemonThread().call(threading.Event().wait))\n"
        "    await asyncio.sleep(0)\n"
        "    call.cancel()\n"
        "asyncio.run(ask())\n"
    )

    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode == 0


def test_a_step_that_meets_an_outstanding_call_is_silent() -> None:
    release = threading.Event()

    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[DaemonThread]:
        thread = DaemonThread()
        yield thread
        thread.end()

    @check.step(limit=0.1)
    async def reachable(thread: DaemonThread, probe: Probe[Place]) -> None:
        """Always."""
        await thread.call(int)

    @check.step(limit=0.1)
    async def first(thread: DaemonThread, probe: Probe[Place]) -> None:
        """Waits too long."""
        await thread.call(release.wait)

    @check.step
    async def second(thread: DaemonThread, probe: Probe[Place]) -> None:
        """Comes too early."""
        await thread.call(int)

    found = told(asked(check))
    release.set()

    assert (found["reachable"], found["second"]) == ("ok", "toy.silent")
