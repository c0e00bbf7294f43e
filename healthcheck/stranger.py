"""Who else could be answering on a port."""

import asyncio
import re
from collections.abc import Iterable

from healthcheck.check import Greeting

LIMIT = 0.3
"""Seconds a stranger gets to answer; every greeting goes over a connection of its own, at once."""

PROTOCOLS = (
    Greeting("an HTTP/2 server (gRPC?)", b"GET / HTTP/1.0\r\n\r\n", rb"^\x00\x00.\x04\x00\x00"),
    Greeting("a server that expects TLS", b"GET / HTTP/1.0\r\n\r\n", rb"^\x15\x03[\x00-\x04]"),
    Greeting("a web server", b"GET / HTTP/1.0\r\n\r\n", rb"^HTTP/1\."),
    Greeting("an SSH server", b"", rb"^SSH-"),
    Greeting("MySQL", b"", rb"^.\x00\x00\x00\x0a"),
)
"""The engine knows protocols; the services are made known by the checks."""

TLS = PROTOCOLS[1].service


async def identify(peer: tuple[str, int], greetings: Iterable[Greeting]) -> str | None:
    """The name of the service that answers there, None where nobody known does."""
    known = (*greetings, *PROTOCOLS)
    sends = {greeting.send for greeting in known}
    answers = await asyncio.gather(*(_greet(peer, send) for send in sends))
    heard = dict(zip(sends, answers, strict=True))
    for greeting in known:
        if re.search(greeting.answer, heard[greeting.send], re.DOTALL):
            return greeting.service
    return None


async def _greet(peer: tuple[str, int], send: bytes) -> bytes:
    writer = None
    try:
        async with asyncio.timeout(LIMIT):
            reader, writer = await asyncio.open_connection(*peer)
            writer.write(send)
            return await reader.read(1024)
    except (OSError, TimeoutError, UnicodeError):
        return b""
    finally:
        if writer:
            writer.transport.abort()
