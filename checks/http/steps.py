"""What a web server is asked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from checks import web
from checks.http.codes import CODES
from checks.http.comparing import compare
from checks.http.example import EXAMPLE
from checks.http.following import MOST, Redirects, follow
from checks.http.request import Request
from checks.http.target import HttpTarget, Status
from checks.web import Reply, Web
from healthcheck import Check, Probe

SUCCESS = Status("2xx")
WORDS = {401: "unauthorized", 403: "no-permission", 404: "not-found"}


def _redirects(target: HttpTarget) -> int:
    """How many requests following them takes at most."""
    return 0 if target.redirects is Redirects.NONE else MOST


@Check(
    "http",
    HttpTarget,
    service="a web server",
    imports=["httpx"],
    faults=web.FAULTS,
    codes=CODES,
    example=EXAMPLE,
).connect
async def http(target: HttpTarget) -> AsyncIterator[Web]:
    """One request for all steps, and another where the document is not shown."""
    async with web.open_web(target.url) as opened:
        yield opened


@http.step(requests=1)
async def reachable(client: Web, probe: Probe[HttpTarget]) -> None:
    """Whatever it answers, a web server does."""
    web.tell(probe, probe.target.url)
    reply = await probe.once(_ask, client, probe.target)
    if reply.expires is not None:
        _look_at_certificate(probe, reply.expires)


@http.step(requests=_redirects)
async def responds(client: Web, probe: Probe[HttpTarget]) -> None:
    """The expected status, for this path and this account, and what the answer is to hold."""
    reply = await _arrive(client, probe, await probe.once(_ask, client, probe.target))
    expected = probe.target.status
    probe.evidence(status=reply.status)
    if any(each.covers(reply.status) for each in expected or (SUCCESS,)):
        compare(probe, reply)
    elif probe.target.openapi and not expected and reply.status in WORDS:
        _warn(probe, reply)
        probe.unsupported("whether it is the backend that answers there is open")
    else:
        _refuse(probe, reply)


@http.step(after=["responds"], requests=1)
async def request(client: Web, probe: Probe[HttpTarget]) -> None:
    """What the backend would refuse by its own OpenAPI document, it need not be sent."""
    asked = probe.target.request
    if not probe.target.openapi:
        probe.unsupported("no `openapi` is set, the path of the backend's OpenAPI document")
    if asked is None:
        probe.unsupported("no `request` is set, the one that the backend is to take")
    reply = await probe.once(_ask, client, probe.target)
    if reply.status == 404:
        await _look_without_document(client, probe, asked)
    from checks.http.judging import judge  # who shows no document does without it

    judge(probe, asked, reply)


async def _look_without_document(client: Web, probe: Probe[HttpTarget], asked: Request) -> NoReturn:
    """A backend that hides its document has the path all the same; another program has neither."""
    place = f"{probe.target.asked} answers HTTP 404"
    reply = await client.ask(asked.plain_path, method="OPTIONS", body=False)
    if reply.status == 404:
        said = f"{place}, and so does OPTIONS {asked.plain_path}: this is not the backend, it seems"
        probe.fail("unknown-path", probe.quote(said))
    probe.unsupported(f"{place}: the backend does not show its document")


async def _arrive(client: Web, probe: Probe[HttpTarget], first: Reply) -> Reply:
    """The answer that the redirects lead to, as far as they are to be followed."""
    target = probe.target

    async def again(opened: Web, place: str) -> Reply:
        return await _ask(opened, target, place)

    async def stranger(opened: Web, place: str) -> Reply:
        return await opened.ask(place, body=_wants_body(target))

    start = f"{target.url.base}{target.openapi}" if target.openapi else target.url.exact
    arrival = await follow(
        client, first, start, allowed=target.redirects, asking=again, stranger=stranger
    )
    if arrival.way:
        probe.evidence(redirects=[probe.quote(each.partition("?")[0]) for each in arrival.way])
    if arrival.circles:
        where = probe.quote(arrival.way[-1].partition("?")[0] if arrival.way else "itself")
        probe.fail("redirects-in-a-circle", f"{target.asked} redirects to {where}, and so on")
    return arrival.reply


def _look_at_certificate(probe: Probe[HttpTarget], expires: float) -> None:
    day = datetime.fromtimestamp(expires, UTC)
    left = day - datetime.now(UTC)
    probe.evidence(certificate_expires=f"{day:%Y-%m-%d}")
    if left < timedelta(days=probe.target.certificate_days):
        when = f"in {left.days} days" if left.days else "within a day"
        said = f"the certificate of {probe.target.address} expires {when}, on {day:%Y-%m-%d}"
        probe.warn("certificate-expiring", said)


def _wants_body(target: HttpTarget) -> bool:
    """A body may be long or have no end: it is only read where somebody looks into it."""
    return bool(target.json or (target.openapi and target.request))


async def _ask(client: Web, target: HttpTarget, place: str = "") -> Reply:
    """The answer to this account; of the URL, unless another place is named."""
    user = target.user or target.url.user
    password = target.password or target.url.password
    headers = {"Authorization": f"Bearer {target.token.reveal()}"} if target.token else None
    auth = (user, password.reveal()) if user or password else None
    return await client.ask(
        place or target.openapi,
        headers=headers,
        auth=None if headers else auth,
        body=_wants_body(target),
    )


def _warn(probe: Probe[HttpTarget], reply: Reply) -> None:
    """A backend may hide its document, and work; so may another program answer on its port."""
    told = f"{probe.target.asked} answers HTTP {reply.status}: whether it is the backend is open"
    probe.warn(
        WORDS[reply.status],
        told,
        hint="Correct `openapi` or the URL; where the backend hides its document, unset `openapi`.",
    )


def _refuse(probe: Probe[HttpTarget], reply: Reply) -> NoReturn:
    told = f"{probe.target.asked} answers HTTP {reply.status}"
    expected = " or ".join(probe.target.status or (SUCCESS,))
    place = probe.quote(web.leads_to(reply))
    if 300 <= reply.status < 400 and place:
        probe.fail("redirected", f"{told}: it leads to {place}")
    word = WORDS.get(reply.status) or ("server-error" if reply.status >= 500 else "wrong-status")
    probe.fail(word, f"{told}; expected was {expected}")
