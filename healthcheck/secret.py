"""Secrets, and the text that must not betray them."""

import base64
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 6
"""Shorter values would rewrite half of every message, and hide nothing that a guess would not."""


class Secret:
    """A text that is never printed; `reveal()` is the only way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def parse(cls, text: str) -> "Secret":
        """A setting's text as a secret."""
        return cls(text)

    def reveal(self) -> str:
        """The secret itself, for the client library that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return MASK if self._text else "''"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


def leaves(value: object) -> Iterator[Secret | str]:
    """Every text and every secret in a target, however deep."""
    if isinstance(value, (Secret, str)):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(key)
            yield from leaves(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from leaves(item)


def spellings(secret: str) -> tuple[str, ...]:
    """The secret as messages spell it: raw, URL-encoded and base64 (without its padding)."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return tuple(dict.fromkeys([secret, quote(secret, safe=""), quote_plus(secret), encoded]))


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Hides secrets by value, longest first so that none is left half hidden.

    Text from outside is searched for all of them. Our own sentences are searched too, but not for
    secrets that are plain words: hiding our own word `password` would tell that it is the password.
    """

    in_ours: tuple[str, ...] = ()
    in_outside: tuple[str, ...] = ()

    @classmethod
    def of(cls, secrets: Iterable[str], *, public: Iterable[str] = ()) -> "Scrubber":
        """For secrets of a length worth hiding that are not also a public value."""
        shown = set(public)
        hidden = {secret for secret in secrets if len(secret) >= SHORTEST} - shown
        telling = {secret for secret in hidden if not secret.isalpha()}
        return cls(_all_spellings(telling), _all_spellings(hidden))

    def outside(self, text: str) -> str:
        """Text that came from a server, a library or a URL, without any secret."""
        return _hide(text, self.in_outside)

    def ours(self, text: str) -> str:
        """A sentence of a check's author, without the secrets it may have quoted."""
        return _hide(text, self.in_ours)

    def value(self, value: Any) -> Any:
        """A piece of evidence: texts scrubbed at any depth, keys left alone."""
        if isinstance(value, Secret):
            return MASK
        if isinstance(value, str):
            return self.outside(value)
        if isinstance(value, Mapping):
            return {str(key): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.value(item) for item in value]
        if value is None or isinstance(value, int) or _is_finite(value):
            return value
        return self.outside(str(value))


def _is_finite(value: object) -> bool:
    """Whether it is a number that JSON has; it has neither NaN nor infinity."""
    return isinstance(value, float) and math.isfinite(value)


def _all_spellings(secrets: Iterable[str]) -> tuple[str, ...]:
    every = {spelled for secret in secrets for spelled in spellings(secret)}
    return tuple(sorted(every, key=lambda spelled: (-len(spelled), spelled)))


def _hide(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text
