"""A TCP proxy that stands before a server and decides what its clients meet."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator

from sandbox.mode import Mode

CHUNK = 64 * 1024
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of 0 s: closing sends RST, not FIN


class Proxy:
    """Forwards `port` to `upstream` on the loopback, in one mode at a time.

    The port stays the same for life. Silence loses nothing: when it ends, what was sent meanwhile
    arrives, as it does when a hung server goes on.
    """

    def __init__(self, *, port: int, upstream: int) -> None:
        self.port = port
        self._upstream = upstream
        self._listener: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._flowing = asyncio.Event()
        self._resetting = False
        self.whole_since = 0.0
        """Since when, in seconds since 1970, no connection was cut."""
        self.delay = 0.0
        """Seconds by which whatever is sent arrives later, either way."""

    async def become(self, mode: Mode) -> None:
        """Returns when the mode holds for new and for existing connections."""
        if self._listener is None or self._resetting:
            self.whole_since = time.time()
        self._resetting = mode is Mode.RESET
        if mode in (Mode.REFUSE, Mode.RESET):
            await self._cut()
        if mode is Mode.SILENT:
            self._flowing.clear()
        else:
            self._flowing.set()
        if mode is Mode.REFUSE:
            self._unlisten()
        elif self._listener is None:
            self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def lead_to(self, upstream: int) -> None:
        """Cuts what is connected, since it leads elsewhere. New connections go to that port."""
        self._upstream = upstream
        await self._cut()
        self.whole_since = time.time()

    async def close(self) -> None:
        self._unlisten()
        await self._cut()

    def _unlisten(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _cut(self) -> None:
        connections = dict(self._connections)
        for task, client in connections.items():
            _drop(client, reset=self._resetting)
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        if self._resetting:
            return _drop(client, reset=True)
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = client
        try:
            async with _closing(client):
                await self._join(reader, client)
        except* (OSError, asyncio.CancelledError):
            pass  # one side is gone, or we cut it: the other is told by the closing
        finally:
            del self._connections[task]

    async def _join(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        await self._flowing.wait()
        answers, server = await asyncio.open_connection("127.0.0.1", self._upstream)
        async with _closing(server), asyncio.TaskGroup() as both:
            both.create_task(self._pump(reader, server))
            both.create_task(self._pump(answers, client))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(CHUNK):
            await asyncio.sleep(self.delay)
            await self._flowing.wait()
            sink.write(chunk)
            await sink.drain()
        await self._flowing.wait()
        sink.write_eof()


@contextlib.asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Closes after what was written has left; after an error at once."""
    try:
        yield
    except BaseException:
        writer.transport.abort()
        raise
    writer.close()


def _drop(client: asyncio.StreamWriter, *, reset: bool) -> None:
    connection = client.get_extra_info("socket")
    if reset and connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    client.transport.abort()
