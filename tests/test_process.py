"""A process that ends in time and writes to whoever still listens."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import click
import pytest

from healthcheck.errors import Terminated
from healthcheck.process import complete, say

LEAVING = """
import sys, threading
from healthcheck.process import leave
threading.Thread(target=threading.Event().wait).start()
print("written")
leave(7)
"""


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def test_the_result_of_the_work_is_given() -> None:
    async def work() -> int:
        return 5

    assert complete(work()) == 5


@pytest.mark.parametrize("collects", [True, False])
def test_nothing_is_collected_meanwhile(collects: bool) -> None:
    async def work() -> bool:
        return gc.isenabled()

    (gc.enable if collects else gc.disable)()
    try:
        found = (complete(work()), gc.isenabled())
    finally:
        gc.enable()

    assert found == (False, collects)


def test_its_error_is_raised() -> None:
    async def work() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        complete(work())


def test_what_the_work_left_behind_gets_a_grace_to_clean_up() -> None:
    cleaned: list[str] = []

    async def left() -> None:
        try:
            await for_ever()
        finally:
            cleaned.append("up")

    async def work() -> list[asyncio.Task[None]]:
        task = asyncio.create_task(left())
        await asyncio.wait({task}, timeout=0.01)  # it gets its turn
        return [task]

    complete(work())

    assert cleaned == ["up"]


def test_a_signal_cancels_it() -> None:
    ended = []

    async def work() -> None:
        signal.raise_signal(signal.SIGTERM)
        try:
            await for_ever()
        finally:
            ended.append("in order")

    with pytest.raises(Terminated) as caught:
        complete(work())

    assert (caught.value.number, ended) == (signal.SIGTERM, ["in order"])


def test_work_that_cancels_itself_was_not_terminated() -> None:
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        complete(work())


def test_what_cleans_up_already_is_not_disturbed() -> None:
    cleaned = []

    async def cleaning() -> None:
        try:
            await for_ever()
        finally:
            done = asyncio.Event()
            asyncio.get_running_loop().call_later(0.05, done.set)
            await done.wait()
            cleaned.append("up")

    async def work() -> list[asyncio.Task[None]]:
        task = asyncio.create_task(cleaning())
        await asyncio.wait({task}, timeout=0.01)  # it gets its turn
        task.cancel()
        await asyncio.wait({task}, timeout=0.01)
        return [task]

    complete(work())

    assert cleaned == ["up"]


def test_a_task_that_will_not_end_is_not_waited_for() -> None:
    async def stubborn() -> None:
        while True:
            try:
                await for_ever()
            except asyncio.CancelledError:
                continue

    async def work() -> object:
        task = asyncio.create_task(stubborn())
        await asyncio.wait({task}, timeout=0.01)  # it gets its turn
        kept.append(task)
        return None

    kept: list[object] = []
    started = time.monotonic()
    complete(work())

    assert time.monotonic() - started < 10  # the grace is 0.5 s; the task would take for ever


def test_a_thread_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()

    async def work() -> str:
        asyncio.get_running_loop().run_in_executor(None, release.wait)
        return "done"

    result = complete(work())
    release.set()

    assert result == "done"


def test_leaving_flushes_and_waits_for_no_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVING], capture_output=True, timeout=30, check=False
    )

    assert (done.stdout, done.returncode) == (b"written\n", 7)


def test_what_is_said_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    say("a report\n")

    assert capsys.readouterr().out == "a report\n"


def test_a_reader_that_went_away_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)

        say("nobody reads this\n")
        say("nor this, and closing does not fail either\n")

    assert stdout.closed


def test_without_stdout_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    say("x")

    assert sys.stdout is None


def test_a_process_without_stdout_leaves_with_its_code_all_the_same() -> None:
    code = "import sys; sys.stdout = None; from healthcheck.process import leave; leave(7)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (7, b"")


def test_any_other_error_of_writing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)

        with pytest.raises(click.UsageError, match="stdout cannot be written: No space left"):
            say("x")

        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
