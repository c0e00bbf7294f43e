"""A web server that is none of the platform's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PAGE = b"<!DOCTYPE html><html><head><title>Not Found</title></head><body>Not Found</body></html>"


@asynccontextmanager
async def answering(status: str = "404 Not Found") -> AsyncIterator[int]:
    """Answers whatever is asked with this status, at the port that is given."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {len(PAGE)}\r\n"
    answer = head.encode() + b"connection: close\r\n\r\n" + PAGE

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _hear(reader)
            writer.write(answer)
            await writer.drain()
        except OSError:
            pass  # the client is gone
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _hear(reader: asyncio.StreamReader) -> None:
    """A whole request, so that closing does not reset; of what is no HTTP the first bytes."""
    heard = await reader.read(4096)
    length = 0
    if b"HTTP/1." not in heard:
        return
    while b"\r\n\r\n" not in heard and (more := await reader.read(4096)):
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length and (more := await reader.read(4096)):
        body += more
