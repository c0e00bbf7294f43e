"""Memcached: is the cache there? A check as a third party writes it, and mypy is content."""

import asyncio
from collections.abc import AsyncIterator

from healthcheck import Check, Probe, Target


class Server(Target):
    host: str = "localhost"
    port: int = 11211


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@Check("memcached", Server).connect
async def memcached(target: Server) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection(target.host, target.port)
    yield reader, writer
    writer.close()


@memcached.step
async def reachable(client: Streams, probe: Probe[Server]) -> None:
    """Sessions are kept here."""
    client[1].write(b"version\r\n")
    if not (await client[0].readline()).startswith(b"VERSION"):
        probe.fail("other-service", f"{probe.target.address} is not memcached")
