"""A thread for a client library that is synchronous: nothing of it blocks the event loop."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Outstanding(Exception):  # noqa: N818 - a state of the thread
    """The call before this one has had no answer yet, so no other one is made."""


class DaemonThread:
    """Makes one call at a time; it keeps no process alive, whatever the library waits for.

    A call cannot be interrupted. Where its caller gives up, it goes on by itself, and until it
    ends every further call raises Outstanding: a server that is silent gets no second question.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._busy = False

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function returns or raises."""
        if self._busy:
            raise Outstanding("the call before this one is still waiting for its answer")
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[_Ending] = loop.create_future()

        def make() -> None:
            ending = _Ending()
            with ending:
                ending.result = function(*args, **kwargs)
            self._busy = False
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_tell, ended, ending)

        self._busy = True
        self._start()
        self._calls.put(make)
        result: R = (await ended).get()
        return result

    def end(self) -> None:
        """The thread ends after what it is doing. Ending it twice is harmless."""
        self._calls.put(None)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="healthcheck", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while make := self._calls.get():
            make()


class _Ending:
    """How a call ended, carried to the caller's thread: an error is raised there, none is lost."""

    def __init__(self) -> None:
        self.result: Any = None
        self._error: BaseException | None = None

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        self._error = error
        return True

    def get(self) -> Any:
        if self._error:
            raise self._error
        return self.result


def _tell(ended: "asyncio.Future[_Ending]", ending: _Ending) -> None:
    if not ended.done():  # its caller has given up
        ended.set_result(ending)
