"""Prometheus' text, read back by its own client's parser."""

from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from healthcheck import Report
from healthcheck.render.prometheus import as_prometheus
from tests import hostile
from tests.reports import BLOCKED, EVERY, UNPROVEN

Samples = dict[tuple[str, ...], float]


def families(report: Report) -> dict[str, Samples]:
    """The value of each series of a metric, by the values of its labels, these by their names."""
    return {
        family.name: {
            tuple(value for _, value in sorted(each.labels.items())): each.value
            for each in family.samples
        }
        for family in text_string_to_metric_families(as_prometheus(report))
    }


def ones(samples: Samples) -> set[tuple[str, ...]]:
    return {labels for labels, value in samples.items() if value}


@pytest.mark.parametrize("report", [*EVERY.values(), hostile.REPORT], ids=[*EVERY, "hostile"])
def test_every_report_is_read_by_its_parser(report: Report) -> None:
    assert len(ones(families(report)["healthcheck_status"])) == 1


@pytest.mark.parametrize("name", EVERY)
def test_every_metric_has_a_help_and_a_name_of_its_own(name: str) -> None:
    lines = as_prometheus(EVERY[name]).splitlines()
    helped = [each.split()[2] for each in lines if each.startswith("# HELP")]

    assert len(helped) == len(set(helped))
    assert {each.partition("{")[0].split()[0] for each in lines if each[0] != "#"} <= {*helped}
    assert all(each.startswith("healthcheck_") for each in helped)


def test_the_verdict_is_the_series_that_is_one() -> None:
    found = families(BLOCKED)

    assert ones(found["healthcheck_status"]) == {("blocked",)}
    assert found["healthcheck_status"][("ready",)] == 0
    assert ones(found["healthcheck_operation_status"]) == {("create-training-job", "blocked")}


def test_every_operation_has_a_status() -> None:
    assert ones(families(UNPROVEN)["healthcheck_operation_status"]) == {
        ("create-training-job", "ready"),
        ("delete-job", "ready"),
    }


def test_what_stands_in_the_way_is_a_series_of_its_own() -> None:
    blockers = families(BLOCKED)["healthcheck_operation_blocker"]

    assert ("temporal.no-workers", "temporal", "stalls", "create-training-job", "workers") in (
        blockers
    )


def test_when_and_how_long_are_in_seconds() -> None:
    found = families(BLOCKED)
    started = datetime(2026, 11, 22, 11, tzinfo=UTC).timestamp()

    assert found["healthcheck_run_timestamp_seconds"] == {(): started}
    assert found["healthcheck_run_duration_seconds"] == {(): 0.81}
    assert found["healthcheck_dependency_duration_seconds"][("postgres", "platform-db")] == 0.0123
    assert found["healthcheck_step_status"][("redis", "fail", "roundtrip")] == 1
