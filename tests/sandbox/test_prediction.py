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
    effect: str

    @property
    def exit_code(self) -> int:
        return 0 if self.effect == "degraded" else 1


def _of_server(name: str, check: str, *, refused: str, silent: str) -> dict[str, Expected]:
    return {
        f"{name}-stopped": Expected(name, "reachable", f"{check}.refused", "refuses", refused),
        f"{name}-reset": Expected(name, "reachable", f"{check}.reset", "refuses", refused),
        f"{name}-hung": Expected(name, "reachable", f"{check}.silent", "silent", silent),
        f"{name}-silent": Expected(name, "reachable", f"{check}.silent", "silent", silent),
    }


def _of_database(name: str) -> dict[str, Expected]:
    return {
        **_of_server(name, "postgres", refused="rejected", silent="hangs"),
        **{
            f"{name}-{word}": Expected(
                name, "authenticated", f"postgres.{word}", "refuses", "rejected"
            )
            for word in ("wrong-password", "unknown-database")
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
    **_of_database("user-db"),
    **_of_database("platform-db"),
    **_of_server("redis", "redis", refused="degraded", silent="degraded"),
    "redis-wrong-password": Expected(
        "redis", "authenticated", "redis.wrong-password", "refuses", "degraded"
    ),
    **_of_server("temporal", "temporal", refused="rejected", silent="hangs"),
    "temporal-unknown-namespace": Expected(
        "temporal", "namespace", "temporal.unknown-namespace", "refuses", "rejected"
    ),
    "temporal-no-worker": Expected(
        "temporal", "workers", "temporal.no-workers", "refuses", "stalls"
    ),
    **_of_store("minio", ("no-permission", "writable", "no-permission")),
    **_of_store(
        "r2",
        ("no-permission", "buckets", "no-permission"),
        ("unknown-object", "objects", "unknown-object"),
    ),
    **_of_clearml(
        ("wrong-credentials", "authenticated", "wrong-credentials", "refuses", "degraded"),
        ("redis-down", "queries", "redis-down", "refuses", "degraded"),
        ("redis-hung", "queries", "redis-down", "silent", "stalls"),
        # the apiserver says so after 30 s only, when the SDK has long begun to try again
        ("mongodb-down", "authenticated", "mongodb-down", "silent", "stalls"),
        ("mongodb-hung", "authenticated", "mongodb-down", "silent", "stalls"),
        ("elasticsearch-down", "events", "elasticsearch-down", "refuses", "degraded"),
        ("elasticsearch-hung", "events", "elasticsearch-down", "silent", "degraded"),
    ),
}


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


def test_every_fault_has_its_row() -> None:
    assert set(EXPECTED) == set(FAULTS)


def test_a_whole_stack_is_ready_and_proven(stack: Lent) -> None:
    code, found = report(stack, "--all")

    (operation,) = found["operations"]
    assert (code, found["status"], operation["effect"]) == (0, "ready", None)
    assert operation["unproven"] == []
    steps = [step for each in found["dependencies"] for step in each["steps"]]
    assert {step["status"] for step in steps} <= {"ok", "skipped"}
    skipped = {
        (each["name"], step["name"], step["because"])
        for each in found["dependencies"]
        for step in each["steps"]
        if step["status"] == "skipped"
    }
    assert skipped == {("r2", "writable", "writes"), ("minio", "objects", "unsupported")}
    assert {note for each in found["dependencies"] for note in each["notes"]} == set()


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_named_with_its_effect_and_nobody_else_is_blamed(
    stack: Lent, fault: str
) -> None:
    expected = EXPECTED[fault]
    stack.break_(fault)

    code, found = report(stack, "--all")

    (operation,) = found["operations"]
    assert operation["effect"] == expected.effect
    assert operation["root_causes"] == [f"{expected.dependency}.{expected.step}"]
    (blocker,) = operation["blockers"]
    assert blocker["code"] == expected.code
    assert blocker["hint"]
    (failing,) = [each for each in found["dependencies"] if each["status"] != "ok"]
    assert (failing["name"], failing["caused_by"]) == (expected.dependency, None)
    (step,) = [each for each in failing["steps"] if each["status"] == "fail"]
    assert (step["name"], step["manner"]) == (expected.step, expected.manner)
    assert code == expected.exit_code
