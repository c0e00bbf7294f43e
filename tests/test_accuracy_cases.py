"""The list of what is tried: complete, and the same every time."""

from __future__ import annotations

from sandbox.faults import FAULTS
from tests.accuracy.cases import cases, named, pairs
from tests.accuracy.expected import EXPECTED
from tests.accuracy.sample import SAMPLE
from tests.accuracy.settings import copied, in_url, temporal_at_redis, unset

REDIS = {"REDIS_URL": "redis://:secret@127.0.0.1:6379/0"}


def test_every_fault_has_its_row_and_no_other_has() -> None:
    assert set(EXPECTED) == set(FAULTS)


def test_no_two_cases_share_a_name() -> None:
    names = [case.name for case in cases()]

    assert len(set(names)) == len(names)


def test_pairs_are_of_two_dependencies_and_the_same_every_time() -> None:
    drawn = list(pairs(FAULTS, count=30))

    assert drawn == list(pairs(FAULTS, count=30))
    assert all(len({FAULTS[name].dependency for name in each.faults}) == 2 for each in drawn)


def test_the_sample_is_about_a_dozen_cases_that_exist() -> None:
    assert 10 <= len(named(SAMPLE)) <= 14


def test_a_part_of_a_url_is_changed_and_the_rest_is_kept() -> None:
    assert in_url("REDIS_URL", password="x")(REDIS) == {"REDIS_URL": "redis://:x@127.0.0.1:6379/0"}
    assert in_url("REDIS_URL", port=9)(REDIS) == {"REDIS_URL": "redis://:secret@127.0.0.1:9/0"}
    assert in_url("REDIS_URL", path="/99")(REDIS) == {
        "REDIS_URL": "redis://:secret@127.0.0.1:6379/99"
    }


def test_a_setting_is_copied_removed_or_made_of_another() -> None:
    assert copied(A="B")({"B": "1"}) == {"A": "1"}
    assert unset("A", "B")({}) == {"A": None, "B": None}
    assert temporal_at_redis(REDIS) == {"TEMPORAL_HOST": "127.0.0.1:6379"}
