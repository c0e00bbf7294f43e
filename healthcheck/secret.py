"""Secrets, and the text that must not betray them."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from healthcheck.spelling import escaped, in_base64

MASK = "***"
QUOTED = 300
"""Characters of a server's message that a sentence quotes; the rest is a stack of causes."""
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


LONGEST_WORD = 15
"""Letters in the longest word of our own sentences: unauthenticated."""
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Hides secrets by value, in every spelling.

    Text from outside is searched for all of them. Our own sentences are searched too, but not for
    secrets that are plain words: hiding our own word `password` would tell that it is the password.
    `shown` are public names with a secret in the middle: there it gives nothing away.
    """

    in_ours: re.Pattern[str] | None = None
    in_outside: re.Pattern[str] | None = None
    shown: re.Pattern[str] | None = None

    @classmethod
    def of(cls, secrets: Iterable[str], *, public: Iterable[str] = ()) -> "Scrubber":
        """For secrets of a length worth hiding that are not also a public value."""
        known = set(public)
        hidden = {secret for secret in secrets if len(secret) >= SHORTEST} - known
        encoded = [each for secret in hidden for each in in_base64(secret)]
        names = filter(_NAME.fullmatch, known)
        return cls(
            _any([*(escaped(each) for each in _longest(hidden) if not _is_word(each)), *encoded]),
            _any([*(escaped(each) for each in _longest(hidden)), *encoded]),
            _any(re.escape(name) for name in _longest(names) if any(s in name for s in hidden)),
        )

    def outside(self, text: str) -> str:
        """Text that came from a server, a library or a URL, without any secret, and without what a
        terminal would obey."""
        return _printable(_hide(text, self.in_outside, self.shown))

    def quote(self, text: str) -> str:
        """Text from outside for a sentence: in one line, without what a terminal would obey,
        and no longer than anybody reads.

        It is cut last: the beginning of a secret would not be recognised any more.
        """
        line = " ".join(self.outside(text).split())
        return line if len(line) <= QUOTED else f"{line[: QUOTED - 3]}..."

    def ours(self, text: str) -> str:
        """A sentence of a check's author, without the secrets it may have quoted, and without what
        a terminal would obey."""
        return _printable(_hide(text, self.in_ours, self.shown))

    def value(self, value: Any) -> Any:
        """A piece of evidence: texts scrubbed at any depth, keys left alone."""
        if isinstance(value, Secret):
            return MASK
        if isinstance(value, str):
            return self.outside(value)
        if isinstance(value, Mapping):
            return {_printable(str(key)): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.value(item) for item in value]
        if value is None or isinstance(value, int) or _is_finite(value):
            return value
        return self.outside(str(value))


def _printable(text: str) -> str:
    """The text with a space for each character that has no shape; lines stay lines."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)


def _is_finite(value: object) -> bool:
    """Whether it is a number that JSON has; it has neither NaN nor infinity."""
    return isinstance(value, float) and math.isfinite(value)


def _is_word(text: str) -> bool:
    return text.isalpha() and text[1:].islower() and len(text) <= LONGEST_WORD


def _longest(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Where any of them begins, ahead, so that those which overlap are found, too."""
    together = "|".join(patterns)
    return re.compile(f"(?=({together}))", re.DOTALL) if together else None


def _hide(text: str, secrets: re.Pattern[str] | None, shown: re.Pattern[str] | None) -> str:
    """The text with a mask for each stretch of it that belongs to a secret."""
    parts: list[str] = []
    done = 0
    names = _spans(text, shown)
    for start, end in _spans(text, secrets):
        if any(first <= start and end <= last for first, last in names):
            continue
        if start >= done:
            parts += [text[done:start], MASK]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def _spans(text: str, pattern: re.Pattern[str] | None) -> list[tuple[int, int]]:
    return [found.span(1) for found in pattern.finditer(text)] if pattern else []
