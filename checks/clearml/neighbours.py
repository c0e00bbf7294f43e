"""What stands beside the API server, at addresses of its own: the file server, and the web UI."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn

from checks import web
from checks.clearml.api import Api, patience
from checks.clearml.envelope import open_envelope
from checks.clearml.target import ClearmlTarget
from checks.web import HttpUrl, Reply, Web
from healthcheck import Malformed, Probe

NOWHERE = "/__healthcheck/nothing"
"""A file that nobody has; a server that lets us in says that it is not there."""

SCRATCH = "__healthcheck/upload.txt"

ClearmlProbe = Probe[ClearmlTarget]


async def files(client: Api, probe: ClearmlProbe) -> None:
    """Models, artifacts and debug images go to the file server."""
    url = _url(probe, probe.target.files_host, "files_host")
    token = (await probe.once(client.login)).data["token"]
    async with web.open_web(url) as opened:
        root = await _asked(probe, url, lambda: opened.ask("/"), code="files-unreachable")
        if root.status != 200 or root.body.strip() != b"OK":
            _puzzle(probe, url, root)
        bearer = {"Authorization": f"Bearer {token}"}
        reply = await _asked(
            probe, url, lambda: opened.ask(NOWHERE, headers=bearer), code="files-unreachable"
        )
    if reply.status in (401, 403):
        said = f"the file server at {_place(url)} does not accept the API server's token"
        probe.fail("files-refused", f"{said}: HTTP {reply.status}")
    if reply.status >= 500:
        probe.fail("files-unreachable", f"{_place(url)} answers HTTP {reply.status}")


async def upload(client: Api, probe: ClearmlProbe) -> None:
    """Uploads a few bytes and deletes them: whether the disk and the rights allow that, nobody else
    says. The server lists no files, so that theirs is always one name: the next run finds it."""
    url = _url(probe, probe.target.files_host, "files_host")
    token = (await probe.once(client.login)).data["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    async with web.open_web(url) as opened:

        def send() -> Awaitable[Reply]:
            return opened.ask("/", method="POST", files={SCRATCH: b"healthcheck"}, headers=bearer)

        reply = await _asked(probe, url, send, code="files-unreachable")
        if reply.status != 200:
            _refuse_upload(probe, url, reply)
        gone = await _ask(opened, f"/{SCRATCH}", method="DELETE", headers=bearer)
    # one that another run has deleted meanwhile is gone, too
    if isinstance(gone, str) or gone.status not in (200, 204, 404):
        why = gone if isinstance(gone, str) else f"HTTP {gone.status}"
        said = f"{_place(url)}/{SCRATCH} could not be deleted: {probe.quote(why)}"
        probe.warn("left-behind", said)


def _refuse_upload(probe: ClearmlProbe, url: HttpUrl, reply: Reply) -> NoReturn:
    """Fails with what an upload was answered."""
    if reply.status in (401, 403):
        said = f"the file server at {_place(url)} does not accept the API server's token"
        probe.fail("files-refused", f"{said} for an upload: HTTP {reply.status}")
    said = f"the file server at {_place(url)} refuses an upload: HTTP {reply.status}"
    probe.fail("upload-refused", said)


async def website(client: Api, probe: ClearmlProbe) -> None:
    """The links to experiments that the platform shows lead to the web UI."""
    url = _url(probe, probe.target.web_host, "web_host")
    try:
        async with asyncio.timeout(patience(probe.limit)), web.open_web(url) as opened:
            reply = await _ask(opened, "/")
    except TimeoutError:
        probe.warn("web-unreachable", f"{_place(url)} gives no answer")
        return
    if isinstance(reply, str):
        probe.warn("web-unreachable", f"{_place(url)} cannot be reached: {probe.quote(reply)}")
    elif open_envelope(reply) is not None:
        probe.warn("web-elsewhere", f"{_place(url)} is ClearML's API server; the web UI has 8080")
    elif not (reply.is_html and b"clearml" in reply.body.lower()):
        said = f"{_place(url)} answers HTTP {reply.status}, and not with ClearML's start page"
        probe.warn("web-elsewhere", said)


async def _ask(
    opened: Web, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Reply | str:
    """The answer, or why there is none."""
    import httpx

    try:
        return await opened.ask(path, method=method, headers=headers)
    except (httpx.TransportError, web.ProxyFailed) as error:
        return str(error) or type(error).__name__


async def _asked(
    probe: ClearmlProbe, url: HttpUrl, ask: Callable[[], Awaitable[Reply]], *, code: str
) -> Reply:
    """The answer; it is not the API server's fault where there is none."""
    import httpx

    try:
        async with asyncio.timeout(patience(probe.limit)):
            return await ask()
    except TimeoutError:
        probe.fail(code, f"{_place(url)} gives no answer", manner="silent")
    except (httpx.TransportError, web.ProxyFailed) as error:
        said = probe.quote(str(error) or type(error).__name__)
        probe.fail(code, f"{_place(url)} cannot be reached: {said}")


def _puzzle(probe: ClearmlProbe, url: HttpUrl, root: Reply) -> NoReturn:
    """Fails for who answers instead of the file server."""
    if open_envelope(root) is not None:
        said = f"{_place(url)} is ClearML's API server; the file server usually has port 8081"
    elif root.is_html and b"clearml" in root.body.lower():
        said = f"{_place(url)} is ClearML's web UI; the file server usually has port 8081"
    else:
        said = f"{_place(url)} answers HTTP {root.status}, and not as ClearML's file server does"
    probe.fail("files-elsewhere", said)


def _url(probe: ClearmlProbe, text: str, setting: str) -> HttpUrl:
    """Where it is; ends the step where the SDK goes elsewhere than by HTTP."""
    if not text.strip():
        probe.unsupported(f"no `{setting}` is set")
    try:
        return HttpUrl.parse(text.strip())
    except Malformed:
        scheme = text.partition("://")[0] if "://" in text else "no scheme"
        probe.unsupported(f"`{setting}` is no web address ({probe.quote(scheme)})")


def _place(url: HttpUrl) -> str:
    return f"{url.host}:{url.port}{url.path.rstrip('/')}"
