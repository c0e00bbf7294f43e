"""The fault proxy, in front of an echo server of ten lines."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from sandbox.mode import Mode
from sandbox.ports import free_port
from sandbox.proxy import Proxy

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
SILENCE = 0.05


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
        writer.write(b"bye")
    writer.close()


@contextlib.asynccontextmanager
async def proxied() -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    proxy = Proxy(port=free_port(), upstream=server.sockets[0].getsockname()[1])
    await proxy.become(Mode.PASS)
    try:
        yield proxy
    finally:
        await proxy.close()
        server.close()


def against(scenario: Callable[[Proxy], Awaitable[None]]) -> None:
    async def play() -> None:
        async with asyncio.timeout(5), proxied() as proxy:
            await scenario(proxy)

    asyncio.run(play())


async def connect(proxy: Proxy) -> Streams:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def say(streams: Streams, words: bytes) -> bytes:
    reader, writer = streams
    writer.write(words)
    await writer.drain()
    return await reader.readexactly(len(words))


async def is_quiet(streams: Streams) -> bool:
    try:
        async with asyncio.timeout(SILENCE):
            await streams[0].read(1)
    except TimeoutError:
        return True
    return False


def test_it_passes_bytes_both_ways() -> None:
    async def scenario(proxy: Proxy) -> None:
        assert await say(await connect(proxy), b"hello" * 100_000) == b"hello" * 100_000

    against(scenario)


def test_it_passes_a_half_close_and_what_is_said_after_it() -> None:
    async def scenario(proxy: Proxy) -> None:
        reader, writer = await connect(proxy)
        writer.write_eof()

        assert await reader.read() == b"bye"

    against(scenario)


def test_it_refuses_new_connections_and_cuts_existing_ones() -> None:
    async def scenario(proxy: Proxy) -> None:
        streams = await connect(proxy)
        await say(streams, b"hello")
        await proxy.become(Mode.REFUSE)

        with pytest.raises(ConnectionRefusedError):
            await connect(proxy)
        with contextlib.suppress(ConnectionResetError):
            assert await streams[0].read() == b""

    against(scenario)


def test_the_same_port_listens_again_after_refusing() -> None:
    async def scenario(proxy: Proxy) -> None:
        for mode in (Mode.REFUSE, Mode.PASS, Mode.REFUSE, Mode.PASS):
            await proxy.become(mode)

        assert await say(await connect(proxy), b"hello") == b"hello"

    against(scenario)


def test_silence_accepts_and_answers_nothing() -> None:
    async def scenario(proxy: Proxy) -> None:
        await proxy.become(Mode.SILENT)
        streams = await connect(proxy)
        streams[1].write(b"hello")

        assert await is_quiet(streams)

    against(scenario)


def test_silence_falls_on_existing_connections_too() -> None:
    async def scenario(proxy: Proxy) -> None:
        streams = await connect(proxy)
        await say(streams, b"hello")
        await proxy.become(Mode.SILENT)
        streams[1].write(b"hello")

        assert await is_quiet(streams)

    against(scenario)


def test_what_was_said_into_the_silence_arrives_when_it_ends() -> None:
    async def scenario(proxy: Proxy) -> None:
        old = await connect(proxy)
        await say(old, b"hello")
        await proxy.become(Mode.SILENT)
        new = await connect(proxy)
        for streams in (old, new):
            streams[1].write(b"late")
        await is_quiet(new)
        await proxy.become(Mode.PASS)

        assert [await streams[0].readexactly(4) for streams in (old, new)] == [b"late"] * 2

    against(scenario)


def test_silence_can_turn_into_refusal() -> None:
    async def scenario(proxy: Proxy) -> None:
        await proxy.become(Mode.SILENT)
        reader, _ = await connect(proxy)
        await proxy.become(Mode.REFUSE)

        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""

    against(scenario)


def test_it_resets_new_and_existing_connections() -> None:
    async def scenario(proxy: Proxy) -> None:
        old = await connect(proxy)
        await say(old, b"hello")
        await proxy.become(Mode.RESET)
        new = await connect(proxy)

        for reader, _ in (old, new):
            with pytest.raises(ConnectionResetError):
                await reader.read()

    against(scenario)


def test_it_can_lead_elsewhere_and_cuts_what_it_led_before() -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read(1 << 16)).upper())
        writer.close()

    async def scenario(proxy: Proxy) -> None:
        other = await asyncio.start_server(shout, "127.0.0.1", 0)
        before = await connect(proxy)
        await say(before, b"hello")
        await proxy.lead_to(other.sockets[0].getsockname()[1])

        assert await say(await connect(proxy), b"hello") == b"HELLO"
        with contextlib.suppress(ConnectionResetError):
            assert await before[0].read() == b""
        other.close()

    against(scenario)


def test_a_server_that_is_gone_closes_the_client() -> None:
    async def scenario(proxy: Proxy) -> None:
        orphan = Proxy(port=free_port(), upstream=free_port())
        await orphan.become(Mode.PASS)
        reader, _ = await connect(orphan)

        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        await orphan.close()

    against(scenario)
