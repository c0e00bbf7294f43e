"""Another clock, told by a Date without fractions."""

import pytest

from checks.web import skew

NOON = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


@pytest.mark.parametrize(
    ("sent", "received", "expected"),
    [
        (NOON, NOON + 0.1, 0.0),
        (NOON + 0.95, NOON + 1.2, 0.0),
        (NOON - 0.2, NOON + 0.1, 0.0),
        (NOON - 60.5, NOON - 60.0, 60.0),
        (NOON + 61.0, NOON + 61.5, -60.0),
        (NOON - 5.0, NOON + 5.0, 0.0),
    ],
)
def test_the_skew_is_what_nothing_else_explains(
    sent: float, received: float, expected: float
) -> None:
    assert skew(DATE, sent=sent, received=received) == pytest.approx(expected)


@pytest.mark.parametrize("date", ["", "soon", "Tue, 99 Nov 2023 22:13:20 GMT", "0"])
def test_no_date_tells_nothing(date: str) -> None:
    assert skew(date, sent=NOON, received=NOON) is None
