"""The nouns of a report."""

from dataclasses import FrozenInstanceError

import pytest

from healthcheck import Effect, Status
from healthcheck.model import worst
from tests.findings import found, outcome


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ({"a": "full", "b": "unknown", "c": "warn"}, Status.FAIL),
        ({"a": "unknown", "b": "warn"}, Status.UNKNOWN),
        ({"a": "warn", "b": "ok"}, Status.WARN),
        ({"a": "ok", "b": "writes"}, Status.OK),
    ],
)
def test_a_dependency_is_as_bad_as_its_worst_step(steps: dict[str, str], status: Status) -> None:
    assert outcome("it", steps).status is status


def test_a_finding_is_found_by_its_step() -> None:
    it = outcome("it", {"reachable": "refused"})

    assert it.find("reachable") is it.findings[1]
    assert it.find("other") is None


def test_the_worst_speaks_and_the_others_stand_beside_it() -> None:
    ok, warn, fail = found("a"), found("a", "warn"), found("a", "full")

    speaker = worst((warn, fail, ok))

    assert speaker.code == "toy.full"
    assert speaker.also == (warn, ok)


def test_of_equals_the_first_speaks() -> None:
    one, two = found("a", "one"), found("a", "two")

    assert worst((one, two)).code == "toy.one"


def test_one_finding_speaks_for_itself() -> None:
    one = found("a", "warn")

    assert worst((one,)) is one


def test_four_effects_block() -> None:
    assert {each for each in Effect if each.blocks} == {
        Effect.REJECTED,
        Effect.HANGS,
        Effect.FAILS,
        Effect.STALLS,
    }


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        found("a").step = "b"  # type: ignore[misc]  # that it is frozen is the point
