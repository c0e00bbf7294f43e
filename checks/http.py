"""A web server: does it answer as it should?"""

from collections.abc import AsyncIterator
from typing import NoReturn

from checks import web
from checks.web import HttpUrl, Reply, Web
from healthcheck import Check, Code, Malformed, Probe, Secret, Target

NONE = Secret("")
CODES = (
    web.PROXIED,
    Code(
        "unauthorized",
        "The server wants to know who asks, and does not accept what it was told.",
        "Set user and password, or a token, for this dependency; or correct them.",
    ),
    Code(
        "no-permission",
        "The server knows who asks, and does not allow it.",
        "Give this account the right, or use another one.",
    ),
    Code(
        "not-found",
        "There is no such path on this server.",
        "Correct the path in the URL; or it is another server's port.",
    ),
    Code(
        "server-error",
        "The server failed to answer, or a gateway before it does not reach it.",
        "Read the server's log, and the gateway's.",
        passing=True,
    ),
    Code(
        "redirected",
        "The server sends whoever asks to another address. It is not followed, since what answers "
        "there is another question.",
        "Write the address it leads to into the URL, or name this status as expected.",
    ),
    Code(
        "wrong-status",
        "The server answers, with another status than the one expected.",
        "Look at what the URL answers (curl -i), or correct `status`.",
    ),
)


class Token(Secret):
    """A bearer's token, never shown.

    One that fits no header is refused here: the error about it would quote it.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Malformed where a header cannot hold it."""
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise Malformed("there is a space, a line break or a letter in it that no header holds")
        return cls(text)


class Status(int):
    """An HTTP status, such as 204."""

    @classmethod
    def parse(cls, text: str) -> "Status":
        """Malformed for what is none."""
        if not (text.isascii() and text.isdigit() and 100 <= int(text) <= 599):
            raise Malformed("an HTTP status is a number from 100 to 599")
        return cls(text)


NO_TOKEN = Token("")


class HttpTarget(Target):
    """`status` is what is expected, any 2xx where nothing is; `user` and `password` stand in the
    URL or in settings of their own, `token` is a bearer's."""

    url: HttpUrl
    status: tuple[Status, ...] = ()
    user: str = ""
    password: Secret = NONE
    token: Token = NO_TOKEN

    @property
    def encrypts(self) -> bool:
        """As https:// asks for it."""
        return self.url.tls

    @property
    def address(self) -> str:
        """`host:port` and the path."""
        return super().address + self.url.path


@Check(
    "http",
    HttpTarget,
    service="a web server",
    imports=["httpx"],
    faults=web.FAULTS,
    codes=CODES,
).connect
async def http(target: HttpTarget) -> AsyncIterator[Web]:
    """One request for both steps."""
    async with web.open_web(target.url) as opened:
        yield opened


@http.step
async def reachable(client: Web, probe: Probe[HttpTarget]) -> None:
    """Whatever it answers, a web server does."""
    web.tell(probe, probe.target.url)
    await probe.once(_ask, client, probe.target)


@http.step
async def responds(client: Web, probe: Probe[HttpTarget]) -> None:
    """The expected status, for this path and this account."""
    reply = await probe.once(_ask, client, probe.target)
    expected = probe.target.status
    probe.evidence(status=reply.status)
    if reply.status not in expected if expected else not 200 <= reply.status < 300:
        _refuse(probe, reply)


async def _ask(client: Web, target: HttpTarget) -> Reply:
    """The answer without its body, which may be long or have no end."""
    user = target.user or target.url.user
    password = target.password or target.url.password
    headers = {"Authorization": f"Bearer {target.token.reveal()}"} if target.token else None
    auth = (user, password.reveal()) if user or password else None
    return await client.ask(headers=headers, auth=None if headers else auth, body=False)


def _refuse(probe: Probe[HttpTarget], reply: Reply) -> NoReturn:
    told = f"{probe.target.address} answers HTTP {reply.status}"
    expected = " or ".join(map(str, probe.target.status)) or "2xx"
    place = probe.quote(web.leads_to(reply))
    words = {401: "unauthorized", 403: "no-permission", 404: "not-found"}
    if 300 <= reply.status < 400 and place:
        probe.fail("redirected", f"{told}: it leads to {place}")
    word = words.get(reply.status) or ("server-error" if reply.status >= 500 else "wrong-status")
    probe.fail(word, f"{told}; expected was {expected}")
