"""Text that a terminal would obey."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass

TITLE, COLOUR, CLEAR, BELL = "\x1b]0;owned\x07", "\x1b[31m", "\x1b[2J", "\a"
EIGHT_BITS, BIDI, INVISIBLE = "\x9b31m", "\u202e\u2066", "\u200b\ufeff"

TEXT = f"owned {TITLE}{COLOUR}{CLEAR}{BELL}\r\b\b {EIGHT_BITS}{BIDI}{INVISIBLE} owned"
"""A title, colours, a cleared screen, an overwritten line, 8-bit controls and text that runs
backwards. There is no line break in it: in many a protocol that ends a message."""

_PLACE, _BYTES = "??", b"\x9b\xff"


def in_bytes(error: Callable[[str], bytes]) -> bytes:
    """A message whose text is no text in any encoding that anybody expects."""
    return error(f"owned {_PLACE}31m owned").replace(_PLACE.encode(), _BYTES)


def raw(value: object) -> Iterator[str]:
    """Every text within a value, at any depth, that a terminal would not just show."""
    if isinstance(value, str):
        if not value.replace("\n", "").isprintable():
            yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from raw(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from raw([*value, *value.values()])
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from raw(item)
