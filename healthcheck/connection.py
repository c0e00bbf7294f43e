"""A client's life: entered and left in one task, as anyio's task groups demand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from healthcheck.clock import look_at
from healthcheck.faults import named, surviving
from healthcheck.target import Target

CLOSING = 0.3
"""Seconds that leaving may take; a goodbye into a black hole takes for ever."""


class Gone(Exception):  # noqa: N818 - a state of the connection, not an error of ours
    """The client library gave up connecting by cancelling itself."""


class Connection:
    """Opened by the first step that needs it, closed at the end of the run, never a finding."""

    def __init__(
        self, connect: Callable[[Any], AsyncIterator[Any]], target: Target, *, name: str
    ) -> None:
        self._connect = asynccontextmanager(connect)
        self._target = target
        self._name = name
        self._leave = asyncio.Event()
        self._client: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._owner: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a client."""
        return self._client.done()

    async def open(self) -> Any:
        """The client; raises what connecting raised. Cancelling this gives the attempt up."""
        if self._owner is None:
            self._owner = asyncio.create_task(self._own(), name=f"{self._name}: connection")
            self._owner.add_done_callback(look_at)
        try:
            await asyncio.wait({self._owner, self._client}, return_when="FIRST_COMPLETED")
        except asyncio.CancelledError:
            self._owner.cancel()
            raise
        if self._client.done():
            return self._client.result()
        if self._owner.cancelled():
            raise Gone("the client library cancelled its own connecting")
        raise self._owner.exception() or Gone("connecting ended without a client")

    async def close(self) -> str | None:
        """Leaves; says what went wrong with that, since it is no answer to any step."""
        if self._owner is None:
            return None
        self._leave.set()
        try:
            await asyncio.wait({self._owner}, timeout=CLOSING)
        finally:
            self._owner.cancel()
        if not self._owner.done():
            return f"closing the connection took over {CLOSING:g} s and was given up"
        if not self._client.done() or self._owner.cancelled():
            return None
        error = self._owner.exception()
        return f"closing the connection failed: {named(error)}" if error else None

    async def _own(self) -> None:
        with surviving():
            async with self._connect(self._target) as client:
                self._client.set_result(client)
                await self._leave.wait()
