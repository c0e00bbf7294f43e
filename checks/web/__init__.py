"""What asking over HTTP means for every check that does it: URLs, proxies, requests, faults."""

from checks.web.asking import Reply, Web, leads_to, open_web
from checks.web.clock import skew
from checks.web.faults import FAULTS, PROXIED, ProxyFailed
from checks.web.proxies import Proxy, is_loopback, proxy, tell
from checks.web.url import HttpUrl

__all__ = [
    "FAULTS",
    "PROXIED",
    "HttpUrl",
    "Proxy",
    "ProxyFailed",
    "Reply",
    "Web",
    "is_loopback",
    "leads_to",
    "open_web",
    "proxy",
    "skew",
    "tell",
]
