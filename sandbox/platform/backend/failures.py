"""What a request meets that nobody has thought of: 500, and the connection stays open."""

from __future__ import annotations

import logging

from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class Boundary:
    """Uvicorn, left alone with an exception, would close without saying so: whoever asks again
    over the same connection would meet that, and not the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if started or scope["type"] != "http":
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            await PlainTextResponse("Internal Server Error", 500)(scope, receive, send)
