"""Passing HTTP on to a server, unchanged: signatures cover the path, the query and the Host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import uvicorn

from sandbox.exchange import Answer, Asked, Headers, exchange

Forward = Callable[[Asked], Awaitable[Answer]]
Front = Callable[[Asked, Forward], Awaitable[Answer]]

HOP_BY_HOP = frozenset({b"connection", b"expect", b"keep-alive", b"transfer-encoding"})
KEEP_ALIVE = 75  # seconds that a client's idle connection stays open
BAD_GATEWAY = Answer(502, (), b"")


def serve(front: Front, *, port: int, upstream: int) -> None:
    """Serves on the loopback until a signal ends it."""
    uvicorn.run(
        application(front, upstream),
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE,
    )


def application(front: Front, upstream: int) -> Any:
    """An ASGI application. It waits without limit: silence behind it is silence before it."""

    async def forward(asked: Asked) -> Answer:
        try:
            answer = await exchange(upstream, asked)
        except OSError:
            return BAD_GATEWAY
        return Answer(answer.status, _end_to_end(answer.headers), answer.body)

    async def respond(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        answer = await front(await _received(scope, receive), forward)
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        await send(start)
        await send({"type": "http.response.body", "body": answer.body})

    return respond


async def _received(scope: MutableMapping[str, Any], receive: Any) -> Asked:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    return Asked(scope["method"], target, _end_to_end(scope["headers"]), b"".join(parts))


def _end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Without those of a single connection, which is not the one that follows."""
    return tuple((name, value) for name, value in headers if name.lower() not in HOP_BY_HOP)
