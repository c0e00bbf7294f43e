"""What each outage does to `POST /api/v1/training/jobs`: the measured table, row by row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.caller import FORM, Caller
from tests.sandbox.once import once_each
from tests.servers import until
from tests.stack import Lent

JOBS = "/api/v1/training/jobs"
BARE = "Internal Server Error"
NOTHING: list[str] = []
PENDING = ["pending"]

REJECTED = [
    ("user-db-stopped", 500, BARE, NOTHING),
    ("user-db-wrong-password", 500, BARE, NOTHING),
    ("user-db-unknown-database", 500, BARE, NOTHING),
    ("user-db-no-privileges", 500, BARE, NOTHING),
    ("user-db-missing-column", 500, BARE, NOTHING),
    ("user-db-missing-table", 500, BARE, NOTHING),
    ("user-db-missing-user", 404, "User not found", NOTHING),
    ("platform-db-stopped", 500, BARE, NOTHING),
    ("platform-db-wrong-password", 500, BARE, NOTHING),
    ("platform-db-unknown-database", 500, BARE, NOTHING),
    ("platform-db-no-privileges", 500, BARE, NOTHING),
    ("platform-db-read-only", 500, BARE, NOTHING),
    ("platform-db-too-many-clients", 500, BARE, NOTHING),
    ("platform-db-missing-column", 500, BARE, NOTHING),
    ("platform-db-missing-table", 500, BARE, NOTHING),
    ("platform-db-not-null", 500, BARE, NOTHING),
    ("platform-db-unknown-enum-value", 500, BARE, NOTHING),
    ("platform-db-missing-project", 404, "Project not found", NOTHING),
    ("platform-db-missing-dataset", 404, "Dataset not found", NOTHING),
    ("platform-db-missing-snapshot-column", 500, BARE, PENDING),
    ("labeler-stopped", 500, "the Labeler failed", NOTHING),
    ("labeler-error", 500, "the Labeler answered 500", NOTHING),
    ("labeler-other-service", 404, "Dataset not found", NOTHING),
    ("r2-stopped", 500, BARE, PENDING),
    ("r2-reset", 500, BARE, PENDING),
    ("r2-other-service", 500, BARE, PENDING),
    ("r2-unknown-key", 500, BARE, PENDING),
    ("r2-wrong-secret", 500, BARE, PENDING),
    ("r2-unknown-bucket", 500, BARE, PENDING),
    ("r2-empty-dataset", 500, "Dataset folder is empty", PENDING),
    ("minio-stopped", 500, BARE, PENDING),
    ("minio-unknown-key", 500, BARE, PENDING),
    ("minio-wrong-secret", 500, BARE, PENDING),
    ("minio-unknown-bucket", 500, BARE, PENDING),
    ("temporal-stopped", 500, "tcp connect error", PENDING),
    ("temporal-refused-at-start", 500, "Temporal is not connected", PENDING),
    ("temporal-unknown-namespace", 500, "Namespace default is not found", PENDING),
    ("temporal-job-already-started", 500, "Workflow execution already started", PENDING),
]

HANGS = [
    ("user-db-silent", False),
    ("user-db-hung", False),
    ("platform-db-silent", True),
    ("platform-db-hung", True),
    ("platform-db-locked", True),
    ("r2-silent", True),
    ("r2-hung", True),
    ("minio-silent", True),
    ("minio-hung", True),
    ("labeler-silent", False),
    ("temporal-silent", False),
    ("temporal-hung", False),
]
"""With whether the whole API is frozen meanwhile."""


@pytest.fixture
def caller(stack: Lent) -> Caller:
    return Caller(stack.variables)


@pytest.fixture
def restarted(stack: Lent) -> Iterator[Lent]:
    """Whose backend is restarted once more after the test."""
    yield stack
    stack.restart()


@pytest.mark.parametrize(("fault", "status", "text", "left"), once_each(REJECTED))
def test_an_outage_rejects_the_job(
    stack: Lent, caller: Caller, fault: str, status: int, text: str, left: list[str]
) -> None:
    last = caller.last_job()
    stack.break_(fault)
    answer = caller.create()
    stack.mend(fault)

    assert (answer.status_code, text in answer.text) == (status, True)
    assert caller.jobs_after(last)[: len(left) or None] == left


@pytest.mark.parametrize(("fault", "freezes"), once_each(HANGS))
def test_silence_hangs_the_job_and_maybe_everything(
    stack: Lent, caller: Caller, fault: str, freezes: bool
) -> None:
    stack.break_(fault)

    assert caller.hangs("POST", JOBS, FORM)
    assert caller.hangs("GET", "/health") == freezes


@pytest.mark.parametrize("fault", ["stopped", "silent", "wrong-password"])
def test_redis_is_not_in_the_path(stack: Lent, caller: Caller, fault: str) -> None:
    stack.break_(f"redis-{fault}")
    health = caller.get("/health").json()

    assert caller.create().status_code == 200
    assert health == {"status": "degraded", "database": "connected", "redis": "disconnected"}


@pytest.mark.parametrize("fault", ["platform-db-stopped", "user-db-stopped"])
def test_health_says_that_the_database_is_connected(
    stack: Lent, caller: Caller, fault: str
) -> None:
    stack.break_(fault)

    assert caller.get("/health").json()["database"] == "connected"


@pytest.mark.parametrize("fault", ["r2-stopped", "temporal-stopped", "redis-stopped"])
def test_login_and_what_is_listed_stay_green(stack: Lent, caller: Caller, fault: str) -> None:
    stack.break_(fault)
    paths = ("auth/me", "datasets/available", "models/capabilities/ultralytics")

    assert caller.login().status_code == 200
    assert [caller.get(f"/api/v1/{path}").status_code for path in paths] == [200, 200, 200]


def test_what_was_abandoned_completes_when_the_database_is_back(
    stack: Lent, caller: Caller
) -> None:
    last = caller.last_job()
    stack.break_("platform-db-silent")
    caller.hangs("POST", JOBS, FORM)
    stack.mend("platform-db-silent")
    again = caller.create()

    assert again.status_code == 200
    until(lambda: len(caller.jobs_after(last)) == 2, "there are two jobs")


def test_a_stopped_postmaster_is_not_noticed_while_its_children_live(caller: Caller) -> None:
    caller.create()
    with caller.stopped_postmaster():
        assert caller.create().status_code == 200


def test_with_the_databases_swapped_nobody_can_log_in(restarted: Lent, caller: Caller) -> None:
    names = "DATABASE_URL", "USER_DATABASE_URL"
    urls = [restarted.variables[name] for name in names]
    restarted.restart(backend=dict(zip(names, reversed(urls), strict=True)))

    assert caller.login().status_code == 401
    assert caller.create().status_code == 404


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("DATABASE_URL", 404, "Dataset not found"),
        ("USER_DATABASE_URL", 404, "User not found"),
        ("REDIS_URL", 200, "pending"),
        ("TEMPORAL_HOST", 500, "Temporal is not connected"),
        ("EXTERNAL_STORAGE_SECRET_KEY", 500, BARE),
        ("INTERNAL_STORAGE_ENDPOINT", 500, BARE),
    ],
)
def test_the_backend_starts_whatever_is_unset(
    restarted: Lent, caller: Caller, name: str, status: int, text: str
) -> None:
    restarted.restart(backend={name: None})
    answer = caller.create()

    assert (answer.status_code, text in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"TEMPORAL_NAMESPACE": "nowhere"}, "Namespace nowhere is not found"),
        ({"TEMPORAL_HOST": "another service"}, "Temporal is not connected"),
        ({"EXTERNAL_BUCKET_DATASETS": "nothing-of-the-sort"}, BARE),
    ],
)
def test_a_wrong_setting_rejects_the_job(
    restarted: Lent, caller: Caller, settings: dict[str, str], text: str
) -> None:
    another = restarted.variables["REDIS_URL"].rpartition("@")[2].partition("/")[0]
    settings = {name: another if " " in value else value for name, value in settings.items()}
    restarted.restart(backend=settings)
    answer = caller.create()

    assert (answer.status_code, text in answer.text) == (500, True)
