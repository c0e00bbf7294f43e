"""JUnit XML, held to the schema that Jenkins' xUnit plugin holds it to."""

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import xmlschema

from healthcheck import Report
from healthcheck.render.junit import as_junit
from tests import hostile
from tests.reports import BLOCKED, DEGRADED, EVERY, PARTIAL, READY, UNKNOWN, UNPROVEN

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "references" / "junit-10.xsd")


def parsed(report: Report) -> Element:
    return ElementTree.fromstring(as_junit(report))


def marked(report: Report, tag: str) -> dict[str, str | None]:
    """The messages of the cases that are marked so, by suite and case."""
    return {
        f"{case.get('classname')}/{case.get('name')}": each.get("message")
        for case in parsed(report).iter("testcase")
        for each in case.findall(tag)
    }


def counted(report: Report) -> tuple[str | None, ...]:
    return tuple(parsed(report).get(each) for each in ("tests", "failures", "errors"))


@pytest.mark.parametrize("name", EVERY)
def test_every_report_holds_to_the_schema(name: str) -> None:
    assert [str(each) for each in SCHEMA.iter_errors(as_junit(EVERY[name]))] == []


def test_no_text_breaks_out_of_its_place() -> None:
    text = as_junit(hostile.REPORT)

    assert [str(each) for each in SCHEMA.iter_errors(text)] == []
    assert text.isascii()
    assert ElementTree.fromstring(text).find(".//script") is None


def test_the_schema_refuses_what_is_wrong() -> None:
    assert not SCHEMA.is_valid("<testsuites><testsuite name='x'/></testsuites>")


def test_a_ready_report_is_green() -> None:
    assert counted(READY) == ("16", "0", "0")
    assert marked(READY, "skipped") == {}


def test_red_is_what_blocks() -> None:
    assert marked(BLOCKED, "failure") == {
        "create-training-job/insert the job": "rejected: see platform-db.reachable",
        "create-training-job/run the workflow": "stalls: see temporal.workers",
        "platform-db/reachable": (
            "rejected: db.internal:5432 refuses connections: nothing listens there"
        ),
        "temporal/workers": "stalls: no worker polls the task queue training-tasks",
    }
    assert counted(BLOCKED) == ("16", "4", "0")


def test_what_fails_and_does_not_block_is_a_case_that_was_skipped() -> None:
    assert marked(DEGRADED, "failure") == {}
    assert marked(DEGRADED, "skipped") == {
        "create-training-job/publish the job's updates": "degraded: see redis.roundtrip",
        "redis/roundtrip": (
            "degraded, and does not block: localhost:6379 is full, and refuses what is written"
        ),
    }


def test_what_is_unclear_is_an_error() -> None:
    assert set(marked(UNKNOWN, "error")) == {
        "create-training-job/authenticate the user",
        "user-db/authenticated",
    }


def test_a_step_that_was_not_asked_says_why() -> None:
    assert marked(UNPROVEN, "skipped") == {
        "redis/roundtrip": "not asked: writes",
        "user-db/configured": (
            "warn, and does not block: user-db and platform-db are one database"
        ),
    }


def test_the_text_of_a_failure_has_every_finding_with_its_remedy() -> None:
    case = parsed(DEGRADED).find("testsuite[@name='redis']/testcase[@name='roundtrip']/skipped")

    assert case is not None
    assert (case.text or "").splitlines() == [
        "redis.out-of-memory: localhost:6379 is full, and refuses what is written. "
        "Raise maxmemory, or set an eviction policy.",
        "redis.slow-scripts: a script has been running for 9 s. See SLOWLOG.",
    ]


def test_the_verdict_stands_in_the_properties() -> None:
    found = parsed(BLOCKED).findall("testsuite[@name='create-training-job']/properties/property")

    assert {each.get("name"): each.get("value") for each in found} == {
        "verdict": "blocked",
        "effect": "rejected",
        "summary": BLOCKED.deciding and BLOCKED.deciding.summary,
        "root causes": "platform-db.reachable, temporal.workers, redis.roundtrip",
    }


def test_without_an_operation_there_are_only_dependencies() -> None:
    suites = [each.get("name") for each in parsed(PARTIAL)]

    assert suites == ["temporal", "redis"]
