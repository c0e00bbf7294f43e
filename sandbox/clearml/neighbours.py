"""What stands beside the API server: the web UI and the file server, as far as they are looked at,
and the gateway before all three.

The file server keeps no files.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from sandbox.clearml.access import Access
from sandbox.clearml.asgi import Application, Receive, Reply, Scope, Send, application
from sandbox.clearml.call import Request
from sandbox.clearml.errors import ApiError
from sandbox.clearml.settings import Part, Settings

PAGE = b"<!DOCTYPE html>\n<html><head><title>ClearML</title></head><body></body></html>\n"
HTML = "text/html; charset=utf-8"


def web() -> Application:
    """Answers every path with its start page, as a single-page application does."""

    async def respond(_: Request) -> Reply:
        return Reply(200, "text/html", PAGE)

    return application(respond)


def files(access: Access) -> Application:
    """Greets whoever asks; all else takes the API's token."""

    async def respond(request: Request) -> Reply:
        authorization = request.authorization
        if request.path == "/" and not authorization:
            return Reply(200, HTML, b"OK")
        try:
            access.read(authorization)
        except ApiError:
            return Reply(401, HTML, b"Unauthorized")
        return Reply(200, HTML, b"OK") if request.path == "/" else Reply(404, HTML, b"Not Found")

    return application(respond)


def gateway(part: Part, behind: Application, settings: Callable[[], Settings]) -> Application:
    """Passes on what is asked, unless the settings tell it to answer by itself."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        status = settings().gateway.get(part)
        await (refusing(status) if status else behind)(scope, receive, send)

    return answer


def refusing(status: int) -> Application:
    """In a gateway's words, which are not the API's."""
    title = f"{status} {HTTPStatus(status).phrase}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"

    async def respond(_: Request) -> Reply:
        return Reply(status, "text/html", page.encode())

    return application(respond)
