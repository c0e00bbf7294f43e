"""A silent dependency costs its timeout, and not more: process exit included."""

import time

import pytest

from tests.sandbox.reporting import healthcheck
from tests.stack import Lent

TIMEOUT = 3.0
"""Seconds; short, and yet longer than what a step may take of it."""

SLACK = 0.5


def run(stack: Lent) -> tuple[str, float]:
    """What it said, and the seconds that it took from start to exit."""
    started = time.monotonic()
    done = healthcheck(stack, "--all", "--timeout", f"{TIMEOUT:g}s")
    return done.stdout, time.monotonic() - started


def cost_of_a_silent(stack: Lent, dependency: str) -> float:
    """Seconds that a run takes longer for it than the run before, which meets nothing silent: what
    the machine needs to start Python, and to do all else, is in both."""
    _, usual = run(stack)
    stack.break_(f"{dependency}-silent")
    try:
        said, seconds = run(stack)
    finally:
        stack.mend(f"{dependency}-silent")
    assert f"{dependency}.reachable" in said
    return seconds - usual


EVERY = ["platform-db", "user-db", "redis", "temporal", "minio", "r2", "clearml"]


@pytest.mark.alone
@pytest.mark.parametrize("dependency", EVERY)
def test_the_run_ends_in_time(stack: Lent, dependency: str) -> None:
    assert cost_of_a_silent(stack, dependency) <= TIMEOUT + SLACK


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("dependency", EVERY)
def test_the_run_ends_in_time_many_times_in_a_row(stack: Lent, dependency: str) -> None:
    seconds = [cost_of_a_silent(stack, dependency) for _ in range(25)]

    assert max(seconds) <= TIMEOUT + SLACK
