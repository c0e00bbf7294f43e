"""Each of the oracle's answers once, on the real platform."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.oracle import NotHealthyError, Oracle, Outcome
from sandbox.oracle.judging import ON_TIME
from tests.sandbox.once import first
from tests.stack import Lent


@pytest.fixture
def oracle(stack: Lent) -> Iterator[Oracle]:
    oracle = Oracle.prepare(stack.variables)
    yield oracle
    stack.mend_all()
    stack.restart()


def test_a_job_completes_with_nothing_lost(oracle: Oracle) -> None:
    observed = oracle.observe()

    assert (observed.outcome, observed.status, observed.lost) == (Outcome.COMPLETED, 200, ())
    assert observed.job_status == "completed"


@pytest.mark.parametrize(
    ("fault", "outcome", "status"),
    # the others are cases of the sample that CI holds against a job
    first(
        [
            ("minio-missing-weights", Outcome.FAILS, 200),
            ("user-db-stopped", Outcome.REJECTED, 500),
            ("user-db-silent", Outcome.HANGS, None),
            ("temporal-no-worker", Outcome.STALLS, 200),
            ("api-stopped", Outcome.REJECTED, None),
        ]
    ),
)
def test_a_fault_ends_a_job_in_its_own_way(
    stack: Lent, oracle: Oracle, fault: str, outcome: Outcome, status: int | None
) -> None:
    stack.break_(fault)

    observed = oracle.observe()

    assert (observed.outcome, observed.status) == (outcome, status)


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        ("redis-stopped", ("updates",)),
        ("clearml-wrong-credentials", ("task", "scalars")),
    ],
)
def test_what_is_lost_degrades(
    stack: Lent, oracle: Oracle, fault: str, lost: tuple[str, ...]
) -> None:
    stack.break_(fault)

    observed = oracle.observe()

    assert (observed.outcome, observed.lost) == (Outcome.DEGRADED, lost)


def test_a_job_that_is_taken_late_and_completes_waits(stack: Lent, oracle: Oracle) -> None:
    stack.break_("temporal-no-worker")

    with ThreadPoolExecutor() as threads:
        observing = threads.submit(oracle.observe)
        with pytest.raises(TimeoutError):
            observing.result(timeout=ON_TIME + 1)
        stack.mend("temporal-no-worker")

    assert observing.result().outcome is Outcome.WAITS


def test_a_healthy_stack_is_proven_by_a_job(stack: Lent, oracle: Oracle) -> None:
    assert oracle.prove_healthy().outcome is Outcome.COMPLETED
    stack.break_("redis-stopped")

    with pytest.raises(NotHealthyError, match="updates"):
        oracle.prove_healthy()


def test_nobody_logs_in_where_there_is_no_backend(stack: Lent, oracle: Oracle) -> None:
    stack.break_("api-stopped")

    with pytest.raises(NotHealthyError, match="login"):
        Oracle.prepare(stack.variables)
