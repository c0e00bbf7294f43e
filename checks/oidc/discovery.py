"""The discovery document: is it one, and is it that of the provider we mean?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.web import HttpUrl, Reply

WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("issuer", "jwks_uri")
_BASIC = ("client_secret_basic",)


@dataclass(frozen=True, slots=True)
class Provider:
    """What the document says that matters here."""

    issuer: str
    keys: HttpUrl
    token: HttpUrl | None = None
    ways: tuple[str, ...] = _BASIC
    """How a client may say who it is, when it asks for a token."""


def table(body: bytes) -> Mapping[str, Any] | None:
    """The JSON object that it is, None for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read(document: Mapping[str, Any]) -> Provider:
    """ValueError, with a sentence, for what no client could use."""
    missing = [each for each in NEEDED if not isinstance(document.get(each), str)]
    if missing:
        raise ValueError(f"it has no {' and no '.join(missing)}")
    ways = document.get("token_endpoint_auth_methods_supported")
    return Provider(
        issuer=document["issuer"],
        keys=_url(document, "jwks_uri"),
        token=_url(document, "token_endpoint") if document.get("token_endpoint") else None,
        ways=tuple(map(str, ways)) if isinstance(ways, list) else _BASIC,
    )


def refusal(reply: Reply, *, below: bool) -> tuple[str, str]:
    """The code of a document that was not given, and what was answered.

    `below`: a realm was asked for, so that a 404 of Keycloak's own can be told from others.
    """
    said = table(reply.body) or {}
    error = str(said.get("error", ""))
    if reply.status == 404 and below and "realm" in error.lower():
        return "unknown-realm", error
    if reply.status // 100 == 3:
        return "redirected", f"HTTP {reply.status}"
    if str(said.get("error_description", "")) == "HTTPS required":
        return "https-required", "HTTPS required"
    if reply.status >= 500:
        return "server-error", f"HTTP {reply.status}"
    return "wrong-path", f"HTTP {reply.status}"


def difference(said: str, expected: str) -> str:
    """In what two names of an issuer differ; empty where they are one."""
    if said == expected:
        return ""
    if said.rstrip("/") == expected.rstrip("/"):
        return "by a slash at its end"
    if said.partition("://")[2] == expected.partition("://")[2]:
        return "by http and https"
    return "altogether" if _path(said) != _path(expected) else "by its host or port"


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].rstrip("/")


def _url(document: Mapping[str, Any], name: str) -> HttpUrl:
    try:
        return HttpUrl.parse(str(document[name]))
    except ValueError:
        raise ValueError(f"its {name} is no web address") from None
