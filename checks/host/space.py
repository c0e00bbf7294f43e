"""How much room there is to be: in bytes, or as a part of the file system."""

import re
from dataclasses import dataclass
from typing import Self

from healthcheck import Malformed

_UNITS = {"TB": 10**12, "GB": 10**9, "MB": 10**6, "kB": 10**3}
_SPACE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[kmgt]?i?b|%)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Space:
    """`5 GB`, `512 MiB`, or `5%` of the file system."""

    text: str
    bytes: float = 0
    part: float = 0

    def __repr__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where it is neither an amount nor a percentage."""
        match = _SPACE.fullmatch(text.strip())
        if not match:
            raise Malformed('expected an amount such as "5 GB", "512 MiB" or "5%"')
        number, unit = float(match["number"]), match["unit"].lower()
        if unit != "%":
            return cls(text.strip(), bytes=number * _factor(unit))
        if number > 100:
            raise Malformed("no file system has more than 100% of its room free")
        return cls(text.strip(), part=number / 100)

    def of(self, total: int) -> float:
        """Bytes, in a file system of that size."""
        return self.bytes or self.part * total


def _factor(unit: str) -> int:
    """1000 for each step, or 1024 for units that are spelled with an i."""
    if unit == "b":
        return 1
    power: int = "kmgt".index(unit[0]) + 1
    return int((1024 if "i" in unit else 1000) ** power)


def shown(count: float) -> str:
    """Bytes in words, to a digit that matters."""
    for unit, size in _UNITS.items():
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count:.0f} bytes"
