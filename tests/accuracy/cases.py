"""Everything that is tried, in the order in which it is."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from sandbox.faults import BENIGN, FAULTS, Fault
from tests.accuracy.case import Case, Kind
from tests.accuracy.expected import EXPECTED
from tests.accuracy.settings import SETTINGS

SEED = 20261122
PAIRS = 20


def singles() -> Iterator[Case]:
    """A fault for which nothing is expected would be no experiment: KeyError."""
    for name in FAULTS:
        about, told_by = EXPECTED[name]
        yield Case(name=name, kind=Kind.FAULT, about=(about,), told_by=told_by, faults=(name,))


def benign() -> Iterator[Case]:
    """Nothing, and what must raise no alarm."""
    yield Case(name="healthy", kind=Kind.BENIGN)
    for name in BENIGN:
        yield Case(name=f"benign-{name}", kind=Kind.BENIGN, faults=(name,))


def pairs(faults: Mapping[str, Fault], *, count: int) -> Iterator[Case]:
    """`count` pairs of faults of different dependencies, the same for the same faults."""
    possible = [
        pair
        for pair in combinations(sorted(faults), 2)
        if len({faults[name].dependency for name in pair}) == 2
    ]
    for pair in random.Random(SEED).sample(possible, count):
        expected = [EXPECTED[name] for name in pair]
        yield Case(
            name="+".join(pair),
            kind=Kind.PAIR,
            about=tuple(each.about for each in expected),
            told_by=tuple(name for each in expected for name in each.told_by),
            faults=pair,
        )


def cases(*, count: int = PAIRS) -> tuple[Case, ...]:
    return (*benign(), *singles(), *SETTINGS, *pairs(FAULTS, count=count))


def named(names: Iterable[str]) -> tuple[Case, ...]:
    """KeyError if there is none of a name."""
    known = {case.name: case for case in cases()}
    return tuple(known[name] for name in names)
