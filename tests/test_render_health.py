"""`application/health+json`, held to the rules of draft-inadarei-api-health-check-06."""

import json
from datetime import datetime
from typing import Any

import pytest

from healthcheck import Report
from healthcheck.render.health import as_health
from tests import hostile
from tests.reports import BLOCKED, DEGRADED, EVERY, READY, UNKNOWN, UNPROVEN

TOP = {
    *("status", "version", "releaseId", "notes", "output", "checks", "links"),
    *("serviceId", "description"),
}
CHECK = {
    *("componentId", "componentType", "observedValue", "observedUnit", "status"),
    *("affectedEndpoints", "time", "output", "links"),
}


def document(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_health(report))
    return found


def broken_rules(found: dict[str, Any]) -> list[str]:
    """Of the draft's sections 3 and 4, those that the document does not keep."""
    checks = [each for every in found["checks"].values() for each in every]
    status = [each["status"] for each in (found, *checks)]
    outputs = [each for each in (found, *checks) if each["status"] == "pass" and "output" in each]
    rules = {
        "3.1 status": set(status) <= {"pass", "warn", "fail"},
        "3 names": set(found) <= TOP and all(set(each) <= CHECK for each in checks),
        "3.4 notes": all(isinstance(each, str) for each in found["notes"]),
        "3.5 output is left out where all is well": not outputs,
        "4 keys": all(key.count(":") == 1 and all(key.split(":")) for key in found["checks"]),
        "4.3 observed values": all("observedUnit" in each for each in checks),
        "4.7 time": all(datetime.fromisoformat(each["time"]).tzinfo for each in checks),
    }
    return [name for name, kept in rules.items() if not kept]


@pytest.mark.parametrize("report", [*EVERY.values(), hostile.REPORT], ids=[*EVERY, "hostile"])
def test_every_report_keeps_the_rules(report: Report) -> None:
    assert broken_rules(document(report)) == []
    assert as_health(report).isascii()


def test_a_rule_that_is_not_kept_is_noticed() -> None:
    wrong = document(READY) | {"status": "ok", "output": "fine"}

    assert broken_rules(wrong) == ["3.1 status"]


@pytest.mark.parametrize(
    ("report", "status"),
    [(READY, "pass"), (DEGRADED, "warn"), (BLOCKED, "fail"), (UNKNOWN, "fail")],
    ids=["ready", "degraded", "blocked", "unknown"],
)
def test_the_words_of_the_draft(report: Report, status: str) -> None:
    assert document(report)["status"] == status


def test_what_does_not_block_is_a_warning() -> None:
    checks = document(DEGRADED)["checks"]

    assert checks["redis:roundtrip"][0]["status"] == "warn"
    assert checks["redis:reachable"][0]["status"] == "pass"
    assert checks["redis:roundtrip"][0]["output"].startswith("redis.out-of-memory: ")


def test_what_was_not_asked_is_a_note() -> None:
    found = document(UNPROVEN)

    assert "redis:roundtrip" not in found["checks"]
    assert found["notes"] == ["not proven: redis.roundtrip", "not asked: redis.roundtrip"]


def test_unknown_is_told_from_an_outage() -> None:
    assert document(UNKNOWN)["notes"] == [
        "what is asked gave no clear answer: nothing is known to be wrong"
    ]
