"""Every fault of the sandbox, as `healthcheck --all` reports it: the right one, and it alone."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox import FAULTS
from tests.stack import Lent


@dataclass(frozen=True)
class Expected:
    """What the report must say of a fault."""

    dependency: str
    step: str
    code: str
    manner: str
    effect: str | None
    """On creating a job; None: it does nothing to that."""

    @property
    def exit_code(self) -> int:
        return 0 if self.effect in ("degraded", None) else 1


def _of_server(name: str, check: str, *, refused: str, silent: str) -> dict[str, Expected]:
    return {
        f"{name}-stopped": Expected(name, "reachable", f"{check}.refused", "refuses", refused),
        f"{name}-reset": Expected(name, "reachable", f"{check}.reset", "refuses", refused),
        f"{name}-hung": Expected(name, "reachable", f"{check}.silent", "silent", silent),
        f"{name}-silent": Expected(name, "reachable", f"{check}.silent", "silent", silent),
    }


def _of_database(name: str, *rows: tuple[str, str, str]) -> dict[str, Expected]:
    """Rows of fault, step and code."""
    return {
        **_of_server(name, "postgres", refused="rejected", silent="hangs"),
        **{
            f"{name}-{fault}": Expected(name, step, f"postgres.{code}", "refuses", "rejected")
            for fault, step, code in (
                ("wrong-password", "authenticated", "wrong-password"),
                ("unknown-database", "authenticated", "unknown-database"),
                ("other-service", "reachable", "other-service"),
                ("too-many-clients", "capacity", "too-many-clients"),
                *rows,
            )
        },
    }


def _of_store(name: str, *rows: tuple[str, str, str]) -> dict[str, Expected]:
    """Rows of fault, step and code: what is wrong with keys, buckets or time rejects the job."""
    return {
        **_of_server(name, name, refused="rejected", silent="hangs"),
        **{
            f"{name}-{fault}": Expected(name, step, f"{name}.{code}", "refuses", "rejected")
            for fault, step, code in (
                ("clock", "clock", "clock-skew"),
                ("unknown-key", "authenticated", "unknown-key"),
                ("wrong-secret", "authenticated", "wrong-secret"),
                ("unknown-bucket", "buckets", "unknown-bucket"),
                ("other-service", "reachable", "other-service"),
                *rows,
            )
        },
    }


def _of_clearml(*rows: tuple[str, str, str, str, str]) -> dict[str, Expected]:
    return {
        **_of_server("clearml", "clearml", refused="stalls", silent="stalls"),
        **{
            f"clearml-{fault}": Expected("clearml", step, f"clearml.{code}", manner, effect)
            for fault, step, code, manner, effect in rows
        },
    }


EXPECTED = {
    **_of_database(
        "user-db",
        ("missing-user", "rows", "no-rows"),
        ("missing-table", "rows", "unknown-table"),
        ("missing-column", "rows", "unknown-column"),
        ("no-privileges", "rows", "no-permission"),
    ),
    "user-db-locked": Expected("user-db", "rows", "postgres.locked", "blocks", "hangs"),
    **_of_database(
        "platform-db",
        ("read-only", "writable", "read-only"),
        ("missing-project", "rows", "no-rows"),
        ("missing-dataset", "rows", "no-rows"),
        ("missing-table", "rows", "unknown-table"),
        ("no-privileges", "rows", "no-permission"),
    ),
    "platform-db-locked": Expected("platform-db", "rows", "postgres.locked", "blocks", "hangs"),
    **_of_server("redis", "redis", refused="degraded", silent="degraded"),
    **{
        f"redis-{fault}": Expected("redis", step, f"redis.{code}", "refuses", "degraded")
        for fault, step, code in (
            ("wrong-password", "authenticated", "wrong-password"),
            ("other-service", "reachable", "other-service"),
            ("too-many-clients", "capacity", "too-many-clients"),
        )
    },
    # nothing is written there when a job's updates are published
    "redis-out-of-memory": Expected("redis", "capacity", "redis.full", "refuses", None),
    "redis-read-only-replica": Expected(
        "redis", "writable", "redis.read-only-replica", "refuses", None
    ),
    **_of_server("temporal", "temporal", refused="rejected", silent="hangs"),
    **{
        f"temporal-{fault}": Expected(
            "temporal", "reachable", f"temporal.{code}", "refuses", "rejected"
        )
        for fault, code in (("other-service", "other-service"), ("refused-at-start", "refused"))
    },
    **{
        f"temporal-worker-{fault}": Expected(
            "temporal", "workers", "temporal.no-workers", "refuses", "stalls"
        )
        for fault in ("other-queue", "other-namespace")
    },
    "temporal-unknown-namespace": Expected(
        "temporal", "namespace", "temporal.unknown-namespace", "refuses", "rejected"
    ),
    "temporal-no-worker": Expected(
        "temporal", "workers", "temporal.no-workers", "refuses", "stalls"
    ),
    **_of_store("minio", ("no-permission", "writable", "no-permission")),
    **{
        f"minio-{fault}": Expected("minio", "objects", f"minio.{code}", "refuses", "fails")
        for fault, code in (
            ("missing-weights", "unknown-object"),
            ("missing-weights-bucket", "unknown-bucket"),
        )
    },
    **_of_store(
        "r2",
        ("no-permission", "buckets", "no-permission"),
        ("unknown-object", "objects", "unknown-dataset"),
        ("empty-dataset", "objects", "unknown-dataset"),
        ("corrupt-annotations", "objects", "unreadable-object"),
    ),
    **_of_server("api", "http", refused="rejected", silent="hangs"),
    "api-other-service": Expected("api", "request", "http.unknown-path", "refuses", "rejected"),
    **_of_clearml(
        ("wrong-credentials", "authenticated", "wrong-credentials", "refuses", "degraded"),
        ("other-service", "reachable", "other-website", "refuses", "degraded"),
        ("error", "reachable", "other-website", "refuses", "degraded"),
        ("gateway", "reachable", "gateway-error", "refuses", "stalls"),
        ("overloaded", "reachable", "gateway-error", "refuses", "stalls"),
        ("redis-down", "queries", "redis-down", "refuses", "degraded"),
        ("redis-hung", "queries", "redis-down", "silent", "stalls"),
        # the apiserver says so after 30 s only, when the SDK has long begun to try again
        ("mongodb-down", "authenticated", "mongodb-down", "silent", "stalls"),
        ("mongodb-hung", "authenticated", "mongodb-down", "silent", "stalls"),
        ("elasticsearch-down", "events", "elasticsearch-down", "refuses", "degraded"),
        ("elasticsearch-hung", "events", "elasticsearch-down", "silent", "degraded"),
    ),
}


UNTOLD = {
    **dict.fromkeys(
        (
            "platform-db-missing-column",
            "platform-db-missing-snapshot-column",
            "platform-db-not-null",
            "platform-db-stale",
            "platform-db-unknown-enum-value",
        ),
        "platform-db.schema",
    ),
    **dict.fromkeys(
        ("temporal-worker-hung", "temporal-worker-without-workflow"),
        "temporal.workflows",
    ),
    "temporal-worker-without-activity": "temporal.activities",
    "temporal-job-already-started": "the end-to-end test",
    "api-started-before-temporal": "the end-to-end test",
    **dict.fromkeys(
        (
            "temporal-worker-without-trainer",
            "temporal-worker-wrong-database-password",
            "temporal-worker-wrong-r2-secret",
        ),
        "the worker's own settings",
    ),
    "r2-missing-images": "nobody: creating a job reads none, and training goes on without",
}
"""Faults of which the report says nothing yet, and who will tell them."""


BUSY = "temporal-worker-busy"
"""Its polls look fresh until they are older than its heartbeat."""


def healthcheck(stack: Lent, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["healthcheck", *arguments],
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def report(stack: Lent, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = healthcheck(stack, *arguments, "--format", "json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def created(found: dict[str, Any]) -> dict[str, Any]:
    """The verdict that decides."""
    (verdict,) = [each for each in found["operations"] if each["name"] == "create-training-job"]
    operation: dict[str, Any] = verdict
    return operation


def test_every_fault_has_its_row() -> None:
    assert sorted([*EXPECTED, *UNTOLD, BUSY]) == sorted(FAULTS)


def test_a_whole_stack_is_ready_and_proven(stack: Lent) -> None:
    code, found = report(stack, "--all")

    assert (code, found["status"]) == (0, "ready")
    for operation in found["operations"]:
        assert (operation["status"], operation["unproven"]) == ("ready", []), operation["name"]
    steps = [step for each in found["dependencies"] for step in each["steps"]]
    assert {step["status"] for step in steps} <= {"ok", "skipped"}
    skipped = {
        (each["name"], step["name"], step["because"])
        for each in found["dependencies"]
        for step in each["steps"]
        if step["status"] == "skipped"
    }
    assert skipped == {("r2", "writable", "writes"), ("r2", "documents", "unsupported")}
    assert {note for each in found["dependencies"] for note in each["notes"]} == set()


@pytest.mark.parametrize("fault", sorted(EXPECTED))
def test_a_fault_is_named_with_its_effect_and_nobody_else_is_blamed(
    stack: Lent, fault: str
) -> None:
    expected = EXPECTED[fault]
    stack.break_(fault)

    code, found = report(stack, "--all")

    operation = created(found)
    assert operation["effect"] == expected.effect
    named = [f"{expected.dependency}.{expected.step}"] if expected.effect else []
    assert operation["root_causes"] == named
    assert [each["code"] for each in operation["blockers"]] == [expected.code][: len(named)]
    assert all(each["hint"] for each in operation["blockers"])
    (failing,) = [each for each in found["dependencies"] if each["status"] != "ok"]
    assert (failing["name"], failing["caused_by"]) == (expected.dependency, None)
    (step,) = [each for each in failing["steps"] if each["status"] == "fail"]
    told = (step["name"], step["code"], step["manner"])
    assert told == (expected.step, expected.code, expected.manner)
    assert code == expected.exit_code


@pytest.mark.parametrize("fault", sorted(UNTOLD))
def test_a_fault_that_no_step_tells_yet_blames_nobody(stack: Lent, fault: str) -> None:
    stack.break_(fault)

    _, found = report(stack, "--all")

    assert (created(found)["status"], created(found)["root_causes"]) == ("ready", [])


def test_a_busy_worker_is_told_as_soon_as_its_heartbeat_does(stack: Lent) -> None:
    stack.break_(BUSY)

    _, found = report(stack, "--all")

    assert created(found)["effect"] in ("waits", None)


TOUCHED = {
    "user-db-stopped": {"login", "browse-datasets", "choose-model", "follow-job"},
    "platform-db-stopped": {"browse-datasets", "follow-job"},
    "temporal-no-worker": set[str](),
    "r2-stopped": set[str](),
    "minio-stopped": {"choose-model"},
    "minio-missing-weights": set[str](),
    "redis-stopped": set[str](),
    "api-stopped": {"login", "browse-datasets", "choose-model", "follow-job"},
}


@pytest.mark.parametrize("fault", TOUCHED)
def test_a_fault_shows_only_in_the_operations_it_touches(stack: Lent, fault: str) -> None:
    stack.break_(fault)

    _, found = report(stack, "--all")

    blocked = {each["name"] for each in found["operations"] if each["status"] == "blocked"}
    own = {"create-training-job"} if EXPECTED[fault].effect != "degraded" else set()
    assert blocked == TOUCHED[fault] | own | {"e2e"}
