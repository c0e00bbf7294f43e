"""Settings with a secret in them, for whatever check is installed: by its target's fields alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from healthcheck import Secret, kinds, plugins
from healthcheck.secret import leaves
from healthcheck.target import convert, required, settings

FILLER = "fi11er-of-no-account"
WITH_A_SECRET = (
    "{secret}",
    "postgresql://user:{quoted}@127.0.0.1:{port}/name",
    "redis://user:{quoted}@127.0.0.1:{port}/0",
    "http://user:{quoted}@127.0.0.1:{port}/path?token={quoted}",
    "http://127.0.0.1:{port}/path?token={quoted}",
)
WITHOUT = (
    "postgresql://127.0.0.1:{port}/name",
    "redis://127.0.0.1:{port}/0",
    "http://127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "a-name",
)
BY_NAME = {
    "host": "127.0.0.1:{port}",
    "api_host": "http://127.0.0.1:{port}",
    "buckets": "a-name",
    "tls": "false",
    "access_key": FILLER,
    "secret_key": FILLER,
}
"""What these are called for decides, whatever their types."""


@dataclass(frozen=True, eq=False)
class Planted:
    """A dependency's settings as templates; `field` is the one that holds the secret."""

    kind: str
    field: str
    secret: str
    templates: Mapping[str, str]

    def settings(self, port: int) -> dict[str, str]:
        """The settings as texts."""
        return {key: filled(each, self.secret, port) for key, each in self.templates.items()}


def filled(template: str, secret: str, port: int) -> str:
    """A template with what it asks for."""
    return template.format(secret=secret, quoted=quote(secret, safe=""), port=port)


def planted(secret: str) -> Iterator[Planted]:
    """One for every field of every installed check that can hold the secret."""
    for kind in plugins.named(plugins.CHECKS):
        target = kinds.check(kind).target
        types = settings(target)
        usual = {key: BY_NAME[key] for key in types if key in BY_NAME}
        usual |= {key: _usual(types[key]) for key in required(target) if key not in usual}
        for field, type_ in types.items():
            for template in WITH_A_SECRET:
                if _hides(template, type_, secret):
                    yield Planted(kind, field, secret, {**usual, field: template})
                    break


def _hides(template: str, type_: Any, secret: str) -> bool:
    """Whether the field takes it, and takes it for a secret."""
    try:
        found = list(leaves(convert(filled(template, secret, 1), type_)))
    except ValueError:
        return False
    return any(isinstance(each, Secret) and secret in each.reveal() for each in found)


def _usual(type_: Any) -> str:
    for each in WITHOUT:
        try:
            convert(filled(each, "", 1), type_)
        except ValueError:
            continue
        return each
    raise LookupError(f"tests/planted.py knows no value for a {type_}")
