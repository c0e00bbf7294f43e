"""What stands beside the API server: the web UI and the file server, as far as they are looked at,
and the gateway before all three.

The file server keeps of what is uploaded only the names.
"""

from __future__ import annotations

import re
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
    """Greets whoever asks; all else takes the API's token. An upload is a form, whose fields are
    the names of the files."""
    kept: set[str] = set()

    async def respond(request: Request) -> Reply:
        authorization = request.authorization
        if request.path == "/" and not authorization:
            return Reply(200, HTML, b"OK")
        try:
            access.read(authorization)
        except ApiError:
            return Reply(401, HTML, b"Unauthorized")
        if request.method == "POST":
            kept.update(f"/{name}" for name in _names(request.body))
            return Reply(200, HTML, b"[]")
        if request.path == "/":
            return Reply(200, HTML, b"OK")
        if request.path not in kept:
            return Reply(404, HTML, b"Not Found")
        if request.method == "DELETE":
            kept.remove(request.path)
        return Reply(200, HTML, b"")

    return application(respond)


def _names(form: bytes) -> list[str]:
    """Those of the fields of a form with files."""
    return [found.decode() for found in re.findall(rb'; name="([^"]+)"', form)]


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
