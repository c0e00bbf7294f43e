"""The proxy that requests to a URL go through: by the environment, or by the system's settings."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from checks.web.url import HttpUrl
from healthcheck import Probe, Secret, join_address

SYSTEM = "the system's proxy setting"
_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True)
class Proxy:
    """`variable` is the name of what sets it; `address` shows neither user nor password."""

    variable: str
    address: str
    url: Secret

    def __str__(self) -> str:
        """For a sentence: the address, and who says so."""
        return f"{self.address} ({self.variable})"


def proxy(url: HttpUrl) -> Proxy | None:
    """What stands between us and the URL, None where nothing does.

    NO_PROXY is read as Python's own library reads it, and so requests, botocore and ClearML.
    """
    from urllib.request import getproxies, proxy_bypass  # it is slow to import

    host = f"[{url.host}]" if ":" in url.host else url.host
    if any(proxy_bypass(each) for each in (url.host, f"{host}:{url.port}")):
        return None
    known = getproxies()
    for scheme in ("https" if url.tls else "http", "all"):
        if known.get(scheme):
            return _proxy(known[scheme], variable(scheme, os.environ))
    return None


def variable(scheme: str, environment: Mapping[str, str]) -> str:
    """The name by which the environment sets the proxy of a scheme; small letters win."""
    names = [name for name in environment if name.lower() == f"{scheme}_proxy"]
    return next(iter(sorted(names, key=lambda name: (not name.islower(), name))), SYSTEM)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its very name or address."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def tell(probe: Probe[Any], url: HttpUrl) -> None:
    """Names the proxy in the evidence, and warns where it is asked for this very machine."""
    between = proxy(url)
    if between is None:
        return
    probe.evidence(proxy=str(between))
    if is_loopback(url.host):
        probe.warn(
            "proxied",
            f"{between.variable} sends requests for {url.host} through {between.address}",
            hint=f"Add {url.host} to NO_PROXY: a proxy looks for it on its own machine.",
        )


def _proxy(text: str, variable: str) -> Proxy:
    whole = text if "://" in text else f"http://{text}"
    return Proxy(variable, _address(whole), Secret(whole))


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "an address that cannot be read"
    host = parts.hostname or "an address without a host"
    return join_address(host, port) if port else host
