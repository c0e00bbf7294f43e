"""What FastAPI takes for a value of a JSON Schema's type, which is more than JSON Schema does.

Measured with pydantic 2 in its lax mode, the default: "1" is a number, 1 is true. Where it depends
on what no schema tells, the value is taken.
"""

import math
import re
from collections.abc import Callable, Mapping

WHOLE = re.compile(r"\s*([+-]?\d+(?:_\d+)*)(?:\.0*)?\s*", re.ASCII)
BOOLEANS = frozenset(["0", "1", "f", "t", "n", "y", "no", "yes", "off", "on", "false", "true"])
MOMENTS = ("date", "date-time", "time", "duration")
"""Formats of texts for which numbers are taken, too."""

_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_NUMBER = r"[+-]?\d+(\.\d*)?"
_HEX = "[0-9a-fA-F]"
_UUID = rf"{_HEX}{{32}}|{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
FORMATS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII | re.DOTALL)
    for name, pattern in {
        "date": rf"\s*({_DAY}([Tt _].*)?|{_NUMBER})\s*",
        "date-time": rf"\s*({_DAY}([Tt _].*)?|{_NUMBER})\s*",
        "email": r".*[^@\s]+@[^@\s]+.*",
        "uri": r"\s*[A-Za-z][A-Za-z0-9+.-]*:.*",
        "uuid": rf"{_UUID}|\{{({_UUID})\}}|urn:uuid:({_UUID})",
    }.items()
}
"""What a text must at least be; all other formats are taken as they come."""


def number(value: object) -> int | float | None:
    """The number that a value is taken for."""
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, bool) else value
    if not isinstance(value, str):
        return None
    if whole := WHOLE.fullmatch(value):
        return int(whole[1]) if len(value) < 4000 else None  # Python's own limit is 4300 digits
    try:
        return float(value)
    except ValueError:
        return None


def is_of(kind: str, value: object, format: str = "") -> bool:
    """Whether a value is taken for one of a type, which must be one that JSON Schema has."""
    return TYPES[kind](value) or (kind == "string" and format in MOMENTS and _is_number(value))


def has_format(name: str, text: str) -> bool:
    """Whether a text may be what the format says."""
    known = FORMATS.get("uuid" if re.fullmatch("uuid[1-8]", name) else name)
    return known is None or known.fullmatch(text) is not None


def is_same(value: object, allowed: object) -> bool:
    """Whether a value is taken for one of an enumeration."""
    if isinstance(allowed, (int, float)):
        return number(value) == number(allowed)
    return value == allowed


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    if isinstance(value, str):
        return WHOLE.fullmatch(value) is not None
    found = number(value)
    return found is not None and math.isfinite(found) and found == int(found)


def _is_boolean(value: object) -> bool:
    if isinstance(value, str):
        return value.lower() in BOOLEANS
    return number(value) in (0, 1)


TYPES: Mapping[str, Callable[[object], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": _is_boolean,
    "integer": _is_whole,
    "null": lambda value: value is None,
    "number": lambda value: number(value) is not None,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
