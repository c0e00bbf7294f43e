"""The guarded variant: silence ends in an error, Redis is needed, and MinIO is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import Stack
from tests.sandbox.caller import Caller
from tests.sandbox.once import once_each

REJECTED = [
    ("user-db-silent", 500),
    ("user-db-stopped", 500),
    ("user-db-locked", 500),
    ("platform-db-silent", 500),
    ("platform-db-stopped", 500),
    ("platform-db-hung", 500),
    ("platform-db-locked", 500),
    ("redis-silent", 503),
    ("redis-stopped", 503),
    ("redis-wrong-password", 503),
    ("redis-out-of-memory", 503),
    ("r2-silent", 500),
    ("r2-stopped", 500),
    ("labeler-silent", 500),
    ("clearml-silent", 502),
    ("clearml-stopped", 502),
    ("clearml-wrong-credentials", 502),
    ("temporal-silent", 500),
]


@pytest.fixture(scope="module")
def guarded() -> Iterator[Stack]:
    with Stack(variant="guarded") as stack:
        yield stack


@pytest.fixture(scope="module")
def caller(guarded: Stack) -> Caller:
    return Caller(guarded.variables)


@pytest.mark.parametrize(("fault", "status"), once_each(REJECTED))
def test_every_outage_ends_in_an_answer_and_freezes_nothing(
    guarded: Stack, caller: Caller, fault: str, status: int
) -> None:
    guarded.break_(fault)
    try:
        answer = caller.create()
        health = caller.get("/health")
    finally:
        guarded.mend(fault)

    assert answer.status_code == status
    assert health.status_code == 200


def test_minio_is_not_in_the_path(guarded: Stack, caller: Caller) -> None:
    guarded.break_("minio-silent")
    try:
        answer = caller.create()
    finally:
        guarded.mend("minio-silent")

    assert answer.status_code == 200
    assert answer.json()["dataset_snapshot_id"] is None


def test_a_new_job_has_its_task_at_once(caller: Caller) -> None:
    job = caller.create().json()
    task = caller.get(f"/api/v1/training/jobs/{job['id']}/clearml/task").json()

    assert task["task_id"] == job["clearml_task_id"]
    assert task["name"] == job["workflow_id"]


def test_other_requests_are_answered_while_a_database_is_silent(
    guarded: Stack, caller: Caller
) -> None:
    guarded.break_("platform-db-silent")
    try:
        hung = caller.hangs("GET", "/api/v1/datasets/available")
        health = caller.hangs("GET", "/health")
    finally:
        guarded.mend("platform-db-silent")

    assert (hung, health) == (True, False)
