"""A fake server on loopback: it counts what is read of it, and sends nothing for ever."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from healthcheck.clock import look_at

HOST = "127.0.0.1"
PIECE = 64 * 1024
"""Bytes that are read and sent at once."""

PAUSE = 0.005
"""Seconds between two pieces of what does not end: some 12 MB in a second, and time for others."""

CAP = 32 * 1024 * 1024
"""Bytes after which a reader is known to have no bound of its own; there is silence then."""

_AT_ONCE = struct.pack("hh" if hasattr(socket, "SO_EXCLUSIVEADDRUSE") else "ii", 1, 0)
"""Linger for no time: closing resets the connection. Windows has shorts there."""


@dataclass(slots=True)
class Fake:
    """One that is listening, and the bytes that were taken off it by now."""

    port: int
    sent: int = 0


class Caller:
    """One who has connected, as the fake sees it."""

    def __init__(
        self, fake: Fake, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._fake = fake
        self._reader = reader
        self._writer = writer
        # what is written has left for the kernel when `drain` returns, and so can be counted
        writer.transport.set_write_buffer_limits(0)

    async def heard(self) -> bytes:
        """What the caller says next; nothing where it has hung up."""
        return await self._reader.read(PIECE)

    async def say(self, said: bytes) -> None:
        """Says that, and counts it once the caller's end has room for it."""
        self._writer.write(said)
        await self._writer.drain()
        self._fake.sent += len(said)

    async def repeat(self, said: bytes) -> None:
        """Says that again and again, for as long as anybody reads it, up to the cap."""
        many = said * max(1, PIECE // len(said))
        while self._fake.sent < CAP:
            await self.say(many)
            await asyncio.sleep(PAUSE)

    def reset(self) -> None:
        """Hangs up as a crashed process does."""
        self._writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE
        )
        self.hang_up()

    def hang_up(self) -> None:
        """Closes at once, whatever is unsaid."""
        self._writer.transport.abort()

    async def finish(self) -> None:
        """Closes once all has been said."""
        self._writer.close()
        await self._writer.wait_closed()


Talk = Callable[[Caller], Awaitable[None]]
"""What a fake does with each of its callers; when it returns, the connection is closed."""


@asynccontextmanager
async def serving(talk: Talk | None) -> AsyncIterator[Fake]:
    """A fake that talks like this to everybody; without a talk, one that does not listen."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        fake = Fake(listener.getsockname()[1])
        if talk is None:
            yield fake
            return
        # small buffers: what lies in them was not read
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIECE)
        async with _talking(talk, fake, listener):
            yield fake


@asynccontextmanager
async def _talking(talk: Talk, fake: Fake, listener: socket.socket) -> AsyncIterator[None]:
    tasks: set[asyncio.Task[None]] = set()

    def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_meet(talk, Caller(fake, reader, writer)))
        task.add_done_callback(look_at)
        tasks.add(task)

    server = await asyncio.start_server(meet, sock=listener)
    try:
        yield
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def _meet(talk: Talk, caller: Caller) -> None:
    try:
        with suppress(OSError):  # the caller is gone, as is its right
            await talk(caller)
            await caller.finish()
    finally:
        caller.hang_up()
