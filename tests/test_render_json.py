"""The JSON report, and the schema that ships."""

import asyncio
import json
import math
from importlib import resources
from typing import Any

import jsonschema
import pytest

from healthcheck import Check, Fault, Finding, Outcome, Probe, Report, Secret, Status
from healthcheck.render.json import as_json
from tests.reports import BLAMED, BLOCKED, EVERY, READY, UNPROVEN, reported
from tests.toys import Place, bare, examined

SCHEMA = json.loads((resources.files("healthcheck") / "report.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def document(report: Report) -> Any:
    return json.loads(as_json(report))


def operation(report: Report) -> Any:
    return document(report)["operations"][0]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$id"] == "healthcheck/report@1"


@pytest.mark.parametrize("name", EVERY)
def test_every_report_holds_to_the_schema(name: str) -> None:
    assert list(VALIDATOR.iter_errors(document(EVERY[name]))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "healthcheck/report@2"),
        (["status"], "fine"),
        (["dependencies"], []),
        (["operations", 0, "effect"], "explodes"),
        (["operations", 0, "blockers", 0, "hint"], ""),
        (["dependencies", 1, "steps", 1, "hint"], ""),
        (["dependencies", 1, "steps", 1, "manner"], None),
        (["dependencies", 1, "steps", 2, "because"], None),
        (["dependencies", 1, "steps", 2, "because"], "after:"),
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_wrong(path: list[Any], value: object) -> None:
    wrong = document(BLOCKED)
    *way, last = path
    place = wrong
    for each in way:
        place = place[each]
    place[last] = value

    assert not VALIDATOR.is_valid(wrong)


def test_readers_may_ignore_what_they_do_not_know() -> None:
    wrong = document(READY) | {"later": 1}

    assert VALIDATOR.is_valid(wrong)


def test_a_report_says_what_was_found() -> None:
    given = document(UNPROVEN)

    assert {key: given[key] for key in given if key not in ("operations", "dependencies")} == {
        "schema": "healthcheck/report@1",
        "version": "0.1.0",
        "started_at": "2026-11-22T11:00:00Z",
        "seconds": 0.81,
        "status": "ready",
        "settings_from": ["platform/backend/.env", "environment"],
        "defaults": ["REDIS_URL", "TEMPORAL_HOST"],
    }
    assert [each["name"] for each in given["operations"]] == ["create-training-job", "delete-job"]
    assert given["operations"][0]["unproven"] == ["redis.roundtrip"]


def test_an_operation_says_what_would_become_of_it() -> None:
    given = operation(BLOCKED)

    assert (given["status"], given["effect"]) == ("blocked", "rejected")
    assert given["root_causes"] == ["platform-db.reachable", "temporal.workers", "redis.roundtrip"]
    assert given["blockers"][1] == {
        "stage": "run the workflow",
        "dependency": "temporal",
        "step": "workers",
        "code": "temporal.no-workers",
        "effect": "stalls",
        "summary": "no worker polls the task queue training-tasks",
        "hint": (
            "Start the worker, or correct TEMPORAL_TASK_QUEUE where the API or the worker runs."
        ),
    }
    assert given["stages"][0] == {
        "title": "authenticate the user",
        "status": "ready",
        "effect": None,
        "because": None,
        "needs": ["user-db.authenticated"],
    }
    assert given["stages"][2]["because"] == "temporal.workers"


def test_the_effect_is_null_where_nothing_is_known_or_wrong() -> None:
    assert operation(READY)["effect"] is None
    assert operation(EVERY["unknown"])["effect"] is None
    assert operation(EVERY["unknown"])["unknown"] == ["user-db.authenticated"]


def test_a_dependency_says_what_brought_it_down() -> None:
    given = document(BLAMED)["dependencies"]

    assert [each["caused_by"] for each in given] == [
        "host db.internal",
        "host db.internal",
        None,
        None,
    ]


def test_a_step_says_everything_in_every_field() -> None:
    step = document(BLOCKED)["dependencies"][2]["steps"][2]

    assert step == {
        "name": "workers",
        "status": "fail",
        "code": "temporal.no-workers",
        "manner": "refuses",
        "passing": True,
        "because": None,
        "writes": False,
        "summary": "no worker polls the task queue training-tasks",
        "hint": (
            "Start the worker, or correct TEMPORAL_TASK_QUEUE where the API or the worker runs."
        ),
        "seconds": 0.01,
        "evidence": {"task_queue": "training-tasks", "pollers": 0},
        "also": [],
    }


def test_further_findings_of_a_step_have_its_shape() -> None:
    also = document(BLOCKED)["dependencies"][3]["steps"][2]["also"]

    assert [each["code"] for each in also] == ["redis.slow-scripts"]


def test_it_is_ascii_and_ends_with_a_newline() -> None:
    korean = Finding(step="configured", status=Status.OK, summary="정상")
    text = as_json(reported(Outcome(dependency="x", check="y", findings=(korean,))))

    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text)["dependencies"][0]["steps"][0]["summary"] == "정상"


def engine_s_own() -> Check[Place, None]:
    """A check that ends in every way there is."""
    check = bare(faults=[Fault("builtins.PermissionError", "last", "denied", "denied", "hint")])

    @check.offline
    async def settings(probe: Probe[Place]) -> None:
        probe.evidence(rate=math.nan, when=object(), raw=b"\xff", secret=Secret("x"))
        probe.warn("odd", "it is odd", hint="look")

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        raise LookupError("\udcff")

    @check.step
    async def unsupported(client: None, probe: Probe[Place]) -> None:
        probe.unsupported("too old")

    @check.step(writes=True)
    async def scratch(client: None, probe: Probe[Place]) -> None: ...

    @check.step(limit=0.05)
    async def silent(client: None, probe: Probe[Place]) -> None:
        raise TimeoutError

    @check.step(after=["silent"])
    async def skipped(client: None, probe: Probe[Place]) -> None: ...

    @check.step
    async def denied(client: None, probe: Probe[Place]) -> None:
        raise PermissionError

    @check.step
    async def last(client: None, probe: Probe[Place]) -> None: ...

    return check


def test_what_a_run_really_finds_holds_to_the_schema_too() -> None:
    outcome = asyncio.run(examined(engine_s_own()))
    given = document(reported(outcome, operations=()))

    assert list(VALIDATOR.iter_errors(given)) == []
    assert {each["status"] for each in given["dependencies"][0]["steps"]} == set(Status)
    assert "NaN" not in as_json(reported(outcome, operations=()))
