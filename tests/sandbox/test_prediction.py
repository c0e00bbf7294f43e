"""Every fault of the sandbox, as `healthcheck --all` reports it: the right one, and it alone.

The same fault is met by a client, and gone when it is mended: one breaking serves both.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox import FAULTS
from tests.sandbox.meeting import MET, SILENCE, met
from tests.sandbox.once import once
from tests.sandbox.predicted import BUSY, EXPECTED, STALLED, UNTOLD
from tests.sandbox.reporting import blemishes, created, report
from tests.stack import Lent


@dataclass(frozen=True)
class Tried:
    """A fault in force and mended: the report on it, and what a client met before and after."""

    fault: str
    code: int
    found: dict[str, Any]
    broken: str
    mended: str

    @property
    def proven(self) -> bool:
        """Whether it was a client's as well, and then was gone."""
        met_then = re.search(MET[self.fault], self.broken)
        return met_then is not None and self.mended in ("ok", "accepted ok")


def tried(stack: Lent, fault: str) -> Tried:
    dependency = FAULTS[fault].dependency
    stack.break_(fault)
    # twice the usual time: two stacks on two cores may take the checker's share
    code, found = report(stack, "--all", "--timeout", "10s")
    broken = met(stack, dependency, patience=2 if SILENCE in MET[fault] else 10)
    stack.mend(fault)
    return Tried(fault, code, found, broken, met(stack, dependency, patience=10))


def test_every_fault_has_its_row() -> None:
    assert sorted([*EXPECTED, *STALLED, *UNTOLD, BUSY]) == sorted(FAULTS)


def test_a_whole_stack_is_ready_and_proven(stack: Lent) -> None:
    # twice the usual time, as above
    code, found = report(stack, "--all", "--timeout", "10s")

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
    assert skipped == {
        ("user-db", "insertable", "unsupported"),
        ("r2", "writable", "writes"),
        ("r2", "documents", "unsupported"),
        ("minio", "drives", "unsupported"),
        ("clearml", "queue", "unsupported"),
        ("clearml", "agents", "unsupported"),
        ("labeler", "request", "unsupported"),
    }
    assert {note for each in found["dependencies"] for note in each["notes"]} == set()


ENDS = {
    fault: (each.code.partition(".")[0], each.step, each.effect) for fault, each in EXPECTED.items()
}


@pytest.mark.parametrize("fault", once(ENDS))
def test_a_fault_is_named_with_its_effect_and_nobody_else_is_blamed(
    stack: Lent, fault: str
) -> None:
    expected = EXPECTED[fault]

    one = tried(stack, fault)

    code, found = one.code, one.found
    assert one.proven, one
    operation = created(found)
    assert operation["effect"] == expected.effect, blemishes(found)
    told = expected.told if expected.effect else ()
    named = [f"{expected.dependency}.{step}" for step, _ in told]
    assert operation["root_causes"] == named, blemishes(found)
    assert [each["code"] for each in operation["blockers"]] == [code for _, code in told]
    assert all(each["hint"] for each in operation["blockers"])
    (failing,) = [each for each in found["dependencies"] if each["status"] != "ok"]
    assert (failing["name"], failing["caused_by"]) == (expected.dependency, None)
    failed = [each for each in failing["steps"] if each["status"] == "fail"]
    assert {(each["name"], each["code"]) for each in failed} == set(expected.told)
    assert {each["manner"] for each in failed} == {expected.manner}
    assert code == expected.exit_code


@pytest.mark.parametrize("fault", once(dict.fromkeys(STALLED, "stalls")))
def test_workers_that_take_nothing_are_told_by_any_of_some_steps(stack: Lent, fault: str) -> None:
    one = tried(stack, fault)

    code, found = one.code, one.found
    assert one.proven, one
    operation = created(found)
    told = zip(
        operation["root_causes"], [each["code"] for each in operation["blockers"]], strict=True
    )
    assert set(told) <= STALLED[fault].items()
    assert (operation["effect"], code) == ("stalls", 1)
    assert [each["name"] for each in found["dependencies"] if each["status"] != "ok"] == [
        "temporal"
    ]


@pytest.mark.parametrize("fault", once(UNTOLD))
def test_a_fault_that_no_step_tells_yet_blames_nobody(stack: Lent, fault: str) -> None:
    one = tried(stack, fault)

    assert one.proven, one
    assert (created(one.found)["status"], created(one.found)["root_causes"]) == ("ready", [])


def test_a_busy_worker_is_told_as_soon_as_its_heartbeat_does(stack: Lent) -> None:
    one = tried(stack, BUSY)

    assert one.proven, one
    assert created(one.found)["effect"] in ("waits", None)


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
