"""What a check states that it takes, beside what was counted."""

from typing import Any

from healthcheck import Check, Outcome, Target
from healthcheck.check import Most


def stated(most: Most[Any], target: Target) -> int:
    """The number for these settings."""
    assert most is not None
    return most(target) if callable(most) else most


def within(counted: int, check: Check, target: Target, outcome: Outcome) -> bool:
    """Whether the steps that were asked took no more than they state together, and no less than
    half of that."""
    ended = [each for each in outcome.findings if each.because in (None, "unsupported")]
    asked = [each.step for each in ended]
    steps = [check.steps[each] for each in asked if each in check.steps]
    total = sum(stated(each.requests, target) for each in steps)
    assert total / 2 <= counted <= total, f"{counted} were counted, {total} are stated"
    return True
