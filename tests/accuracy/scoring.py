"""Right or wrong, case by case: pure functions of a row and what was expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.accuracy.case import Case, Kind, names
from tests.accuracy.row import READY, UNKNOWN, Row

RUNS = (READY, "waits", "degraded")
"""A job runs, be it late or with something lost; a report of these exits with 0."""
BLOCKED = ("rejected", "hangs", "fails", "stalls")
OBSERVED = (*RUNS, *BLOCKED)
PREDICTED = (*OBSERVED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Scored:
    """A row and its case; `harmless`: those of the case's faults that alone did nothing."""

    row: Row
    case: Case
    harmless: frozenset[str] = frozenset()

    @property
    def effect_right(self) -> bool:
        return self.row.predicted == self.row.observed

    @property
    def cause_right(self) -> bool:
        """Every thing that does harm is named, and nothing that is not wrong.

        Where the job lost nothing, whatever is wrong is no cause of anything.
        """
        causes = self.row.root_causes
        if self.row.observed == READY:
            return not causes
        named = all(any(names(cause, about) for cause in causes) for about in self.required)
        wrong = tuple(name for about in self.case.about for name in about)
        return named and all(names(cause, wrong) for cause in causes)

    @property
    def required(self) -> tuple[tuple[str, ...], ...]:
        """What must be named: of a pair, what alone does harm."""
        if self.case.kind is not Kind.PAIR:
            return self.case.about
        both = zip(self.case.faults, self.case.about, strict=True)
        return tuple(about for fault, about in both if fault not in self.harmless)

    @property
    def right(self) -> bool:
        return self.effect_right and self.cause_right

    @property
    def said_it_runs(self) -> bool:
        """The dangerous error: no word of what then stopped the job."""
        return self.row.observed in BLOCKED and self.row.predicted in RUNS

    @property
    def false_alarm(self) -> bool:
        return self.row.observed == READY and self.row.predicted not in (READY, UNKNOWN)

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps that would have told and were not asked, or do not exist."""
        return tuple(step for step in self.case.told_by if step not in self.row.told)

    @property
    def explained(self) -> bool:
        """A step that was asked and saw nothing explains nothing."""
        return self.right or bool(self.missing)


def scored(rows: Iterable[Row], cases: Iterable[Case]) -> tuple[Scored, ...]:
    """In the order of the cases, then of the variants; rows of cases that are gone are left out."""
    rows = tuple(rows)
    harmless = {row.key for row in rows if row.observed == READY}
    places = {case.name: (place, case) for place, case in enumerate(cases)}
    known = [row for row in rows if row.case in places]
    ordered = sorted(known, key=lambda row: (places[row.case][0], row.variant != "original"))
    return tuple(
        Scored(
            row, case, frozenset(name for name in case.faults if (row.variant, name) in harmless)
        )
        for row, case in ((row, places[row.case][1]) for row in ordered)
    )


def matrix(those: Iterable[Scored]) -> dict[str, dict[str, int]]:
    """How often each outcome was predicted as what."""
    counts = {observed: dict.fromkeys(PREDICTED, 0) for observed in OBSERVED}
    for each in those:
        counts[each.row.observed][each.row.predicted] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        percent = f" ({100 * self.part / self.whole:.0f} %)" if self.whole else ""
        return f"{self.part} of {self.whole}{percent}"


def share(holds: Sequence[bool]) -> Share:
    return Share(sum(holds), len(holds))
