"""A silent dependency costs its timeout, and not more: process exit included."""

import time

import pytest

from tests.sandbox.reporting import healthcheck
from tests.stack import Lent

TIMEOUT = 3.0
"""Seconds; short, and yet longer than what a step may take of it."""

SLACK = 0.5


def run_with_a_silent(stack: Lent, dependency: str) -> float:
    """Seconds that a run on a stack with one silent dependency took, from start to exit."""
    stack.break_(f"{dependency}-silent")
    try:
        started = time.monotonic()
        done = healthcheck(stack, "--all", "--timeout", f"{TIMEOUT:g}s")
        seconds = time.monotonic() - started
    finally:
        stack.mend(f"{dependency}-silent")
    assert f"{dependency}.reachable" in done.stdout
    return seconds


EVERY = ["platform-db", "user-db", "redis", "temporal", "minio", "r2", "clearml"]


@pytest.mark.alone
@pytest.mark.parametrize("dependency", EVERY)
def test_the_run_ends_in_time(stack: Lent, dependency: str) -> None:
    assert run_with_a_silent(stack, dependency) <= TIMEOUT + SLACK


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("dependency", EVERY)
def test_the_run_ends_in_time_many_times_in_a_row(stack: Lent, dependency: str) -> None:
    seconds = [run_with_a_silent(stack, dependency) for _ in range(25)]

    assert max(seconds) <= TIMEOUT + SLACK
