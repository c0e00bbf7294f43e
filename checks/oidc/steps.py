"""The questions asked of an identity provider."""

import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote_plus

from checks import web
from checks.oidc.codes import CODES
from checks.oidc.discovery import WELL_KNOWN, Provider, difference, read, refusal, table
from checks.oidc.example import EXAMPLE
from checks.oidc.keys import Key, fitting, name, private
from checks.oidc.keys import keys as key_set
from checks.oidc.target import OidcTarget
from checks.oidc.token import REFUSALS, fault, is_opaque
from checks.web import HttpUrl, Reply, Web, skew
from healthcheck import Check, Probe

NOTABLE = 10.0
"""Seconds of skew worth a warning: most libraries that verify tokens allow for none."""

OidcProbe = Probe[OidcTarget]


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to the first question, and how far the provider's clock is from ours."""

    reply: Reply
    skew: float | None


@Check(
    "oidc",
    OidcTarget,
    service="an identity provider",
    imports=["httpx"],
    faults=web.FAULTS,
    codes=CODES,
    example=EXAMPLE,
).connect
async def oidc(target: OidcTarget) -> AsyncIterator[Web]:
    """A request for the document, one for the keys, and one for a token where that is wanted."""
    async with web.open_web(target.url) as opened:
        yield opened


@oidc.step(requests=1)
async def reachable(client: Web, probe: OidcProbe) -> None:
    """Without the identity provider nobody logs in, and no token can be verified."""
    web.tell(probe, probe.target.url)
    await probe.once(_document, client, probe.target)


@oidc.step(requests=0)
async def discovery(client: Web, probe: OidcProbe) -> None:
    """A backend that expects another issuer refuses every token."""
    target = probe.target
    heard = await probe.once(_document, client, target)
    if heard.skew is not None and abs(heard.skew) >= NOTABLE:
        which = "ahead of" if heard.skew > 0 else "behind"
        said = f"the clock of {target.address} is {abs(heard.skew):.0f} s {which} this machine's"
        probe.warn("clock-skew", said)
    provider = _provider(probe, heard.reply)
    probe.evidence(issuer=probe.quote(provider.issuer))
    if how := difference(provider.issuer, target.expected_issuer):
        said = f"it calls itself {probe.quote(provider.issuer)}, which differs {how}"
        probe.fail("issuer-differs", f"{said} from {target.expected_issuer}")


@oidc.step(after=["reachable"], requests=1)
async def keys(client: Web, probe: OidcProbe) -> None:
    """Tokens are verified by the keys that the provider shows."""
    target = probe.target
    shown = await _keys(client, probe)
    fit = fitting(shown, target.algorithms)
    probe.evidence(keys=[probe.quote(name(each)) for each in fit])
    if exposed := private(shown):
        named = ", ".join(name(each) for each in exposed)
        probe.warn(
            "private-keys", f"the private part of {probe.quote(named)} is shown to everybody"
        )
    if not fit:
        there = ", ".join(sorted({str(each.get("alg") or each.get("kty")) for each in shown}))
        wanted = " or ".join(target.algorithms)
        probe.fail(
            "no-keys", f"no key for {wanted}; there is {probe.quote(there) or 'none at all'}"
        )
    if len(fit) > 1 and not all(each.get("kid") for each in fit):
        probe.warn("nameless-keys", f"of {len(fit)} keys that could sign, one has no name")


@oidc.step(after=["discovery", "keys"], requests=1)
async def token(client: Web, probe: OidcProbe) -> None:
    """A provider that shows all its documents may still give this client no token."""
    target = probe.target
    if not (target.client_id and target.client_secret):
        probe.unsupported("no `client_id` and `client_secret` are set")
    provider = _provider(probe, (await probe.once(_document, client, target)).reply)
    if provider.token is None:
        probe.unsupported("the provider names no token_endpoint")
    asking = _post(provider.token, _request(target, provider), _pair(target, provider))
    reply = await _answer(probe, provider.token, asking, else_="token-refused")
    given = (table(reply.body) or {}).get("access_token")
    if reply.status != 200 or not isinstance(given, str):
        _refuse_token(probe, reply)
    if is_opaque(given):
        probe.evidence(token="opaque")
        return
    shown = fitting(await _keys(client, probe), target.algorithms)
    found = fault(given, shown, issuer=target.expected_issuer, algorithms=target.algorithms)
    if found:
        probe.fail("invalid-token", f"a backend would refuse its token: {probe.quote(found)}")


async def _document(client: Web, target: OidcTarget) -> Heard:
    sent = time.time()
    reply = await client.ask(f"{target.path}{WELL_KNOWN}")
    date = reply.headers.get("date", "")
    return Heard(reply, skew(date, sent=sent, received=time.time()))


def _provider(probe: OidcProbe, reply: Reply) -> Provider:
    """What the document says; ends the step where it was not given, or is none."""
    target = probe.target
    where = f"{target.address}{WELL_KNOWN}"
    if reply.status != 200:
        code, said = refusal(reply, below=bool(target.realm))
        leads = web.leads_to(reply)
        aim = f": it leads to {probe.quote(leads)}" if code == "redirected" and leads else ""
        probe.fail(code, f"{where} answers {probe.quote(said)}{aim}")
    document = table(reply.body)
    if document is None:
        probe.fail("malformed-document", f"{where} answers with no JSON object")
    try:
        return read(document)
    except ValueError as error:
        probe.fail("malformed-document", f"{where}: {error}")


async def _keys(client: Web, probe: OidcProbe) -> Sequence[Key]:
    """The keys, from where the document says they are."""
    url = _provider(probe, (await probe.once(_document, client, probe.target)).reply).keys
    reply = await _answer(probe, url, probe.once(_get, url), else_="unreachable-keys")
    if reply.status != 200:
        probe.fail("unreachable-keys", f"{url} answers HTTP {reply.status}")
    shown = key_set(table(reply.body))
    if shown is None:
        probe.fail("malformed-keys", f"{url} answers with no set of keys")
    return shown


async def _get(url: HttpUrl) -> Reply:
    async with web.open_web(url) as opened:
        return await opened.ask()


async def _post(url: HttpUrl, form: dict[str, str], pair: tuple[str, str] | None) -> Reply:
    async with web.open_web(url) as opened:
        return await opened.ask(method="POST", form=form, auth=pair)


async def _answer(probe: OidcProbe, url: HttpUrl, asking: Awaitable[Reply], *, else_: str) -> Reply:
    """What is answered where the document leads to: another host than the one asked for, maybe."""
    import httpx

    try:
        return await asking
    except (httpx.TransportError, web.ProxyFailed) as error:
        said = probe.quote(str(error) or type(error).__name__)
        probe.fail(else_, f"the document leads to {url}, and that does not answer: {said}")


def _pair(target: OidcTarget, provider: Provider) -> tuple[str, str] | None:
    """RFC 6749, section 2.3.1: both are encoded as in a form before they are joined."""
    if "client_secret_basic" not in provider.ways:
        return None
    return quote_plus(target.client_id), quote_plus(target.client_secret.reveal())


def _request(target: OidcTarget, provider: Provider) -> dict[str, str]:
    form = {"grant_type": "client_credentials"}
    if target.scope:
        form["scope"] = target.scope
    if "client_secret_basic" not in provider.ways:
        form |= {"client_id": target.client_id, "client_secret": target.client_secret.reveal()}
    return form


def _refuse_token(probe: OidcProbe, reply: Reply) -> NoReturn:
    said = table(reply.body) or {}
    error, why = str(said.get("error", "")), str(said.get("error_description", ""))
    told = ": ".join(each for each in (error, why) if each) or f"HTTP {reply.status}"
    code = REFUSALS.get(error, "server-error" if reply.status >= 500 else "token-refused")
    who = probe.target.client_id
    probe.fail(code, f"{who} is given no token: {probe.quote(told)}")
