"""The oracle's decision, with literals: what a user sees, and what it is called."""

from __future__ import annotations

import pytest

from sandbox.oracle.judging import Answer, Ending, Outcome, judge

ACCEPTED = Answer(status=200, excerpt="{}", seconds=0.4, job=7)


@pytest.mark.parametrize(
    ("status", "seconds", "lost", "outcome"),
    [
        ("completed", 2.0, (), Outcome.COMPLETED),
        ("completed", 2.0, ("updates",), Outcome.DEGRADED),
        ("completed", 12.0, (), Outcome.WAITS),
        ("completed", 12.0, ("task",), Outcome.WAITS),
        ("failed", 2.0, (), Outcome.FAILS),
        ("cancelled", 2.0, (), Outcome.FAILS),
        ("pending", 25.0, (), Outcome.STALLS),
        ("running", 25.0, (), Outcome.STALLS),
        (None, 25.0, (), Outcome.STALLS),
    ],
)
def test_the_jobs_own_status_decides(
    status: str | None, seconds: float, lost: tuple[str, ...], outcome: Outcome
) -> None:
    assert judge(ACCEPTED, Ending(status=status, seconds=seconds), lost) is outcome


def test_an_error_is_a_rejection_and_so_is_no_connection() -> None:
    error = Answer(status=500, excerpt="Internal Server Error", seconds=0.1)
    refused = Answer(status=None, excerpt="ConnectError", seconds=0.0)

    assert judge(error, None, ()) is judge(refused, None, ()) is Outcome.REJECTED


def test_no_answer_in_time_hangs() -> None:
    late = Answer(status=None, excerpt="ReadTimeout", seconds=15.0, in_time=False)

    assert judge(late, None, ()) is Outcome.HANGS
