"""Whether a peer has said anything: told by the kernel, on Linux."""

import asyncio
import gc
import os
import socket
import sys

import pytest

from healthcheck import wire
from tests.toys import closed_port, saying, server, silent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts bytes")


def after(*, first: bool, word: bytes, answer: bool) -> bool | None:
    """Whether anything was heard after a moment; `first`: something was said before it."""

    async def talk() -> bool | None:
        async with server(saying(b"world\n") if answer or first else silent) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if first:
                writer.write(b"hello\n")
                await reader.readline()
            moment = wire.received()
            writer.write(word)
            if answer:
                await reader.readline()
            heard = await wire.heard(("127.0.0.1", port), since=moment)
            writer.close()
            return heard

    return asyncio.run(talk())


def test_an_answer_is_heard() -> None:
    assert after(first=False, word=b"hello\n", answer=True) is True


def test_silence_is_not() -> None:
    assert after(first=False, word=b"hello\n", answer=False) is False


def test_what_came_just_before_the_moment_does_not_count() -> None:
    assert after(first=True, word=b"", answer=False) is False


def test_what_came_just_after_it_does() -> None:
    assert after(first=True, word=b"hello\n", answer=True) is True


def test_what_another_peer_says_does_not_count() -> None:
    async def talk() -> bool | None:
        async with server(saying(b"hi", first=True)) as port, server(silent) as other:
            moment = wire.received()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            _, further = await asyncio.open_connection("127.0.0.1", other)
            await reader.read(2)
            heard = await wire.heard(("127.0.0.1", other), since=moment)
            writer.close()
            further.close()
            return heard

    assert asyncio.run(talk()) is False


def test_a_name_counts_for_all_of_its_addresses() -> None:
    async def talk() -> bool | None:
        async with server(saying(b"hi", first=True)) as port:
            moment = wire.received()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await reader.read(2)
            heard = await wire.heard(("localhost", port), since=moment)
            writer.close()
            return heard

    assert asyncio.run(talk()) is True


def test_where_the_name_is_not_known_the_port_alone_counts() -> None:
    async def talk() -> bool | None:
        async with server(saying(b"hi", first=True)) as port:
            moment = wire.received()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await reader.read(2)
            heard = await wire.heard(("." * 64, port), since=moment)
            writer.close()
            return heard

    assert asyncio.run(talk()) is True


def test_sockets_of_every_other_sort_are_left_alone() -> None:
    async def look(port: int) -> bool | None:
        return await wire.heard(("127.0.0.1", port), since=wire.received())

    port = closed_port()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        socket.create_server(("127.0.0.1", 0)),
    ):
        datagrams.connect(("127.0.0.1", port))
        left, right = socket.socketpair()
        heard = asyncio.run(look(port))
        left.close()
        right.close()

    assert heard is False


def test_looking_leaves_no_file_open() -> None:
    async def look() -> int:
        gc.collect()  # what other tests have left open does not close meanwhile
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            await wire.heard(("127.0.0.1", 1), since=wire.received())
        return len(os.listdir("/proc/self/fd")) - before

    assert asyncio.run(look()) <= 0


def test_a_host_s_addresses_are_those_a_connection_would_use() -> None:
    assert "127.0.0.1" in asyncio.run(wire.addresses("localhost", 80))


@pytest.mark.parametrize("host", ["." * 64, "no-such-host.invalid"])
def test_a_name_that_does_not_resolve_has_none(host: str) -> None:
    assert asyncio.run(wire.addresses(host, 80)) == frozenset()
