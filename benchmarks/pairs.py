"""Two commands measured in turn: the figures of each, and of one as a part of the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

GOAL = 1.0
"""The most that healthcheck may take, as a part of what the plain script takes."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one whole process took, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A run of each, one right after the other."""

    ours: Run
    plain: Run


@dataclass(frozen=True, slots=True)
class Figures:
    """The middle of some values, and how far they spread."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{self.median:6.2f}  ({self.least:.2f} - {self.most:.2f})"


def ratios(pairs: Sequence[Pair], *, of: str) -> list[float]:
    """Ours as a part of the script's, pair by pair: what slows a pair down cancels out.

    `of` is `wall` or `cpu`.
    """
    return [getattr(pair.ours, of) / getattr(pair.plain, of) for pair in pairs]


def met(pairs: Sequence[Pair]) -> bool:
    """Whether healthcheck is not slower, by the middle of the pairs."""
    return median(ratios(pairs, of="wall")) <= GOAL


def table(pairs: Sequence[Pair]) -> str:
    """All figures, and whether the goal is met."""
    rows = {
        "healthcheck --all": [[getattr(each.ours, of) for each in pairs] for of in ("wall", "cpu")],
        "plain script": [[getattr(each.plain, of) for each in pairs] for of in ("wall", "cpu")],
        "ratio": [ratios(pairs, of=of) for of in ("wall", "cpu")],
    }
    lines = [f"{'':<20}{'wall seconds':<26}CPU seconds"]
    for name, (wall, cpu) in rows.items():
        lines.append(f"{name:<20}{Figures.of(wall)!s:<26}{Figures.of(cpu)}")
    verdict = "met" if met(pairs) else "missed"
    return "\n".join([*lines, "", f"goal: a median ratio of at most {GOAL:.2f}: {verdict}"])
