"""A scheme and a port that belong to different protocols."""

from collections.abc import Iterator
from dataclasses import fields

from checks.rules.places import Targets
from checks.storage.endpoint import Endpoint
from checks.web import HttpUrl
from healthcheck import Suspicion, Target, rule

TLS_PORT, PLAIN_PORT = 443, 80


@rule(
    "scheme-and-port",
    remedy="Use https:// with port 443 and http:// with port 80; or no port at all.",
)
def scheme_and_port(targets: Targets) -> Iterator[Suspicion]:
    """Plain HTTP is asked for where TLS is served by custom, or the other way round."""
    for name, target in targets.items():
        for setting, url in _urls(target):
            if not url.tls and url.port == TLS_PORT:
                yield Suspicion(name, f"{setting} is http:// at port 443, where TLS is served")
            if url.tls and url.port == PLAIN_PORT:
                yield Suspicion(name, f"{setting} is https:// at port 80, where no TLS is served")


def _urls(target: Target) -> Iterator[tuple[str, HttpUrl]]:
    for each in fields(target):  # type: ignore[arg-type]  # every target is a dataclass
        value = getattr(target, each.name)
        if isinstance(value, Endpoint):
            yield each.name, value.web
        elif isinstance(value, HttpUrl):
            yield each.name, value
