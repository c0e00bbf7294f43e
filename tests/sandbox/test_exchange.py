"""A request and its answer, with servers of one line each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.exchange import Answer, Asked, exchange
from sandbox.fronts.forwarding import Forward, application
from sandbox.ports import free_port
from sandbox.store import Store, StoreError

HELLO = Asked("GET", b"/hello?all", ((b"host", b"here"),), b"")


def against(said: bytes, scenario: Callable[[int], Awaitable[Any]]) -> tuple[bytes, Any]:
    """What a server heard that says this to the first bytes and closes, and the scenario's end."""
    heard = b""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        heard = await reader.read(1 << 16)
        writer.write(said)
        writer.close()

    async def play() -> Any:
        async with asyncio.timeout(5), await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            return await scenario(server.sockets[0].getsockname()[1])

    end = asyncio.run(play())
    return heard, end


def test_a_request_is_sent_as_it_is_and_the_answer_is_read() -> None:
    said = b"HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\nX-Two:  a \r\nx-two: b\r\n\r\nno"
    heard, answer = against(said, lambda port: exchange(port, HELLO))

    assert heard == b"GET /hello?all HTTP/1.0\r\nhost: here\r\ncontent-length: 0\r\n\r\n"
    assert answer == Answer(
        404, ((b"Content-Length", b"2"), (b"X-Two", b"a"), (b"x-two", b"b")), b"no"
    )
    assert answer.header("x-two") == "a"
    assert answer.with_header("x-two", "c").headers == (
        (b"Content-Length", b"2"),
        (b"x-two", b"c"),
    )


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_answer_without_a_body_may_tell_its_length(method: str) -> None:
    status = b"304 Not Modified" if method == "GET" else b"200 OK"
    said = b"HTTP/1.0 " + status + b"\r\ncontent-length: 7\r\n\r\n"
    _, answer = against(said, lambda port: exchange(port, Asked(method, b"/", (), b"")))

    assert (answer.header("content-length"), answer.body) == ("7", b"")


@pytest.mark.parametrize("said", [b"", b"HTTP/1.0 200 OK\r\ncontent-length: 7\r\n\r\ncut"])
def test_an_answer_that_is_cut_off_is_a_reset(said: bytes) -> None:
    with pytest.raises(ConnectionResetError):
        against(said, lambda port: exchange(port, HELLO))


def test_a_refusal_without_a_code_is_told_by_its_status() -> None:
    said = b"HTTP/1.0 503 Busy\r\n\r\nbusy"

    with pytest.raises(StoreError, match="503"):
        against(said, lambda port: Store(port, "key", "secret").keys("bucket"))


def test_a_front_behind_which_nobody_is_says_so() -> None:
    async def front(asked: Asked, forward: Forward) -> Answer:
        return await forward(asked)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def scenario() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"method": "GET", "raw_path": b"/", "query_string": b"", "headers": []}
        await application(front, free_port())(scope, receive, send)
        return sent

    assert [each.get("status") for each in asyncio.run(scenario())] == [502, None]
