"""What can be broken: a row each, one at a time; and what looks like it and is none."""

from __future__ import annotations

import re

import pytest

from sandbox import FAULTS, SandboxError, UnknownFaultError
from sandbox.faults import BENIGN, find_fault
from tests.sandbox.meeting import MET, met
from tests.sandbox.once import once
from tests.sandbox.reporting import created, report
from tests.stack import Lent


def test_every_fault_is_tried() -> None:
    assert set(MET) == set(FAULTS)


KINDS = {
    "more than the code knows": "platform-db-extra-",
    "locks that let jobs in": "platform-db-(backup|idle-in-transaction|migration|vacuum)",
    "many sessions": "platform-db-(busy|many-sessions)",
    "less than the code expects": ".*-db-(missing|different|shorter)-",
    "what only an INSERT meets": "user-db-no",
    "workers that come, go, or are several": "temporal-.*worker",
    "what lies on Temporal besides": "temporal-(?!.*worker)",
    "what Redis has besides": "redis-",
    "what a store has besides": "(minio|r2)-",
}
"""Of some benign conditions, and which are of that kind."""
ALIKE = {
    name: next((kind for kind, those in KINDS.items() if re.match(those, name)), name)
    for name in sorted(BENIGN)
}


@pytest.mark.parametrize("name", once(ALIKE))
def test_a_benign_condition_raises_no_alarm_and_a_job_is_trained(stack: Lent, name: str) -> None:
    stack.break_(name)

    # twice the usual time: two stacks on two cores may take the checker's share
    _, found = report(stack, "--all", "--timeout", "10s")

    # on a busy machine it may be doubtful
    assert (created(found)["effect"], created(found)["root_causes"]) == (None, [])
    assert met(stack, "api", patience=20) == "accepted ok"


def test_a_fault_leaves_the_other_dependencies_alone(stack: Lent) -> None:
    stack.break_("user-db-hung")
    stack.break_("redis-stopped")

    assert met(stack, "platform-db", patience=10) == "ok"
    assert met(stack, "temporal", patience=10) == "accepted ok"


def test_one_fault_at_a_time_on_a_dependency(stack: Lent) -> None:
    stack.break_("redis-stopped")

    with pytest.raises(SandboxError, match="redis-stopped is in force: mend it before redis-hung"):
        stack._stack.break_("redis-hung")


def test_only_what_is_broken_is_mended(stack: Lent) -> None:
    with pytest.raises(SandboxError, match="redis-hung is not in force"):
        stack._stack.mend("redis-hung")


def test_an_unknown_fault_is_told_with_those_near_it() -> None:
    with pytest.raises(UnknownFaultError, match="temporal-no-worker"):
        find_fault("temporal-no-workers")
    with pytest.raises(UnknownFaultError, match="lists them"):
        find_fault("xyzzy")


def test_every_fault_has_one_sentence() -> None:
    every = [*FAULTS.values(), *BENIGN.values()]

    assert all(re.fullmatch(r"[A-Z][^.]*\.", fault.description) for fault in every)


def test_no_benign_condition_has_the_name_of_a_fault() -> None:
    assert not set(BENIGN) & set(FAULTS)
