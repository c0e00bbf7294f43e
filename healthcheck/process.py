"""A process that ends in time, whatever its client libraries have left behind."""

import asyncio
import errno
import gc
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import click

from healthcheck.clock import GRACE
from healthcheck.errors import Terminated

R = TypeVar("R")

ENDINGS = tuple(filter(None, (getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP"))))
"""Signals by which a process is asked to end: by `timeout`, a CI job, Docker, a closed terminal."""


def complete(work: Coroutine[Any, Any, R]) -> R:
    """The result of the work, in a loop of its own. Ctrl-C cancels it.

    `asyncio.run` would then wait for abandoned tasks, and for threads that look up names: here
    what is left gets a grace to clean up, and no more. Nothing is collected meanwhile: client
    libraries make a great many objects while they are imported, and no garbage.
    """
    runner = asyncio.Runner()
    loop = runner.get_loop()
    collects = gc.isenabled()
    gc.disable()
    try:
        return runner.run(_until_terminated(work))
    finally:
        if collects:
            gc.enable()
        left = asyncio.all_tasks(loop)
        for task in left:
            if not task.cancelling():  # a second time would end its cleaning up
                task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=GRACE))
        loop.close()


async def _until_terminated(work: Coroutine[Any, Any, R]) -> R:
    """The work, cancelled when the process is asked to end; then Terminated."""
    task, received = asyncio.current_task(), list[int]()
    assert task is not None

    def end(number: int) -> None:
        received.append(number)
        task.cancel()

    for number in ENDINGS:
        # not in another thread than the main one, and not on Windows
        with suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(number, end, number)
    try:
        return await work
    except asyncio.CancelledError:
        if received:
            raise Terminated(received[0]) from None
        raise


def leave(code: int) -> NoReturn:  # pragma: no cover - it ends the process; tests run it as one
    """Flushes and ends the process without tearing the interpreter down.

    A process that has used temporalio can crash or hang there, and a thread in which an SDK waits
    for a silent server would be waited for.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # its reader is gone, or its disk is full, as has been said
            if stream:  # a stream that was closed before the start is None
                stream.flush()
    os._exit(code)


def say(text: str) -> None:
    """Writes to stdout; a reader that went away ends it quietly, and so does having none.

    UsageError where it cannot be written for another reason, such as a full disk.
    """
    if sys.stdout is None:
        return
    try:
        # click knows how a Windows console shows colours; by itself it would choose the encoding
        click.echo(text, file=sys.stdout, nl=False)
    except OSError as error:
        if not _reader_gone(error):
            raise click.UsageError(f"stdout cannot be written: {error.strerror}") from error
        # what is left in the buffer has no reader, and must not fail again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reader_gone(error: OSError) -> bool:
    """A closed pipe; Windows calls it an invalid argument."""
    windows = sys.platform == "win32" and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or windows
