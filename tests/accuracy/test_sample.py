"""A fixed part of `make accuracy`: what is right there stays right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.platform.variant import ORIGINAL
from tests.accuracy.cases import named
from tests.accuracy.experiment import experiment
from tests.accuracy.sample import SAMPLE
from tests.accuracy.scoring import Scored
from tests.accuracy.stand import Stand

pytestmark = pytest.mark.accuracy


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    with Stand(ORIGINAL.name) as stand:
        yield stand


@pytest.mark.parametrize("name", SAMPLE)
def test_what_was_predicted_is_what_happens(stand: Stand, name: str) -> None:
    (case,) = named([name])
    stand.begin()

    left: str | None = None
    try:
        row = experiment(stand, case, variant=ORIGINAL.name)
        left = row.observed
    finally:
        stand.undo(case, left=left)

    assert Scored(row, case).right, row
