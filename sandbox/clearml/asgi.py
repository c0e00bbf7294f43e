"""HTTP for what answers a request at a time: the little of ASGI that this takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from sandbox.clearml.call import Request

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    body: bytes


def application(respond: Callable[[Request], Awaitable[Reply]]) -> Application:
    """An ASGI application. A request whose client has gone is not answered any more."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1")
        request = Request(scope["path"], query, headers, body, scope["method"])
        work = asyncio.ensure_future(respond(request))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await _send(work.result(), send)
        finally:
            work.cancel()
            gone.cancel()

    return answer


def by_port(applications: dict[int, Application]) -> Application:
    """One for each port that the same server listens at."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await applications[scope["server"][1]](scope, receive, send)

    return answer


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(reply: Reply, send: Send) -> None:
    headers = [
        (b"content-type", reply.content_type.encode()),
        (b"content-length", str(len(reply.body)).encode()),
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
