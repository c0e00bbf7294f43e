"""A request held against the backend's OpenAPI document, and what must not be taken for it."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

import pytest

from checks.http import HttpTarget, Path, Request, http
from checks.web import HttpUrl
from healthcheck import Malformed, Outcome
from tests.ask import ask, codes
from tests.checks.asking import said
from tests.openapi_backends import (
    GOOD,
    JOB,
    JOB_DOCUMENT,
    JOBS,
    ask_request,
    document,
    documented,
)
from tests.web_servers import Answer, Respond, web_server, without_proxies

OK = {"configured": "ok", "reachable": "ok", "responds": "ok", "request": "ok"}
JOB_BODY = {"project_id": 1, "config": GOOD}
NO_BODY: dict[str, object] = {"paths": {JOBS: {"post": {}, "get": {}}}}


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def held(shown: object, body: object = JOB_BODY, **request: Any) -> Outcome:
    """The outcome for a backend that shows this document."""
    with documented(shown) as server:
        return ask_request(server.port, body, **request)


def summary(shown: object, body: object) -> str:
    """What is said of the request, without the beginning that is always the same."""
    finding = said(held(shown, body), "request")
    assert finding.code == "http.invalid-request"
    assert finding.manner == "refuses"
    beginning, _, rest = finding.summary.partition(" with HTTP 422: ")
    assert beginning == f"POST {JOBS} would be refused"
    return rest


def test_a_good_body_is_ok_after_one_request_that_is_not_it() -> None:
    with documented(JOB_DOCUMENT) as server:
        outcome = ask_request(server.port, JOB_BODY)

    assert codes(outcome) == OK
    assert [(each.method, each.path) for each in server.asked] == [("GET", "/openapi.json")]
    assert said(outcome, "request").evidence == {"operation": f"POST {JOBS}"}


def test_a_flat_body_is_recognised() -> None:
    assert summary(JOB_DOCUMENT, {"project_id": 1, **GOOD}) == (
        "config is required: framework, model_name, epochs stand one level too high "
        "(the body is flat)"
    )


def test_numbers_are_quoted_with_their_limits() -> None:
    config = {**GOOD, "epochs": 0, "learning_rate": 1}

    assert summary(JOB_DOCUMENT, {"project_id": 1, "config": config}) == (
        "config.epochs: 0 is less than the minimum of 1; config.learning_rate: 1 is not less than 1"
    )


def test_a_misspelled_key_is_named_beside_the_one_that_is_missing() -> None:
    config = {"framework": "ultralytics", "model_nam": "yolo11n", "epochs": 2}

    assert summary(JOB_DOCUMENT, {"project_id": 1, "config": config}) == (
        "config.model_name is required: model_nam, which is not known, stands there"
    )


def test_what_is_missing_comes_first_and_there_is_an_end() -> None:
    config = {"framework": 1, "model_name": 2, "epochs": 0, "learning_rate": 2}

    assert summary(JOB_DOCUMENT, {"config": config}) == (
        "project_id is required; "
        "config.framework: 1 where a text is expected; "
        "config.model_name: 2 where a text is expected; and 2 more"
    )


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        ({"type": "integer"}, "it-is-a-secret", "x: a text where a whole number is expected"),
        ({"type": ["integer", "null"]}, [], "x: a list where a whole number or null is expected"),
        ({"enum": ["red", "blue"]}, "it-is-a-secret", 'x: a text is none of "red", "blue"'),
        ({"enum": list("abcde")}, "f", 'x: a text is none of "a", "b", "c" and 2 more'),
        ({"const": 3}, 4, "x: 4 is not 3"),
        ({"type": "string", "minLength": 20}, "short", "x: a text is shorter than 20 characters"),
        ({"type": "string", "pattern": "^a+$"}, "it-is-a-secret", "x: a text does not match ^a+$"),
        ({"type": "string", "format": "uuid"}, "it-is-a-secret", "x: a text is no uuid"),
        ({"type": "array", "maxItems": 1}, [1, 2], "x: it has more than 1 items"),
        ({"type": "object", "maxProperties": 0}, {"a": 1}, "x: it breaks the rule maxProperties"),
        ({"type": "array", "items": {"type": "null"}}, [None, 1], "x[1]: 1 where null is expected"),
        (
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "it-is-a-secret",
            "x: a text fits none of the alternatives: a whole number or null is expected",
        ),
        (
            {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
            0,
            "x: 0 is less than the minimum of 1",
        ),
        (
            {"type": "object", "additionalProperties": False},
            {"it-is-a-secret": 1},
            "x: it holds a key that is not allowed",
        ),
    ],
)
def test_each_rule_has_its_sentence_and_texts_are_not_quoted(
    schema: object, value: object, sentence: str
) -> None:
    told = summary(document({"type": "object", "properties": {"x": schema}}), {"x": value})

    assert told == sentence


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True}, 1, 0),
        ({"type": "integer", "maximum": 0, "exclusiveMaximum": True}, -1, 0),
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": False}, 0, -1),
        ({"type": "integer", "nullable": True}, None, "x"),
        ({"nullable": True, "allOf": [{"$ref": "#/components/schemas/Config"}]}, None, 1),
        ({"type": "string", "format": "email"}, "me@example.org", "me"),
        ({"type": "string", "format": "uri"}, "http://localhost", "localhost"),
        ({"type": "string", "pattern": "(?<broken"}, "anything", 1),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1, "x"),
    ],
)
def test_what_openapi_3_0_and_pydantic_write_differently(
    schema: object, right: object, wrong: object
) -> None:
    shown = document({"properties": {"x": schema}}, openapi="3.0.3")
    told = [codes(held(shown, {"x": each}))["request"] for each in (right, wrong)]

    assert told == ["ok", "http.invalid-request"]


@pytest.mark.parametrize("content", ["application/json; charset=utf-8", "application/x+json"])
def test_json_has_many_names(content: str) -> None:
    assert codes(held(document(JOB, content=content), {}))["request"] == "http.invalid-request"


def test_a_form_is_not_looked_into() -> None:
    finding = said(held(document({}, content="multipart/form-data")), "request")

    assert finding.because == "unsupported"
    assert "multipart/form-data" in finding.summary


def test_a_body_may_be_required_or_not_be_taken_at_all() -> None:
    assert codes(held(JOB_DOCUMENT, None))["request"] == "http.invalid-request"
    assert codes(held(document({}) | NO_BODY, JOB_BODY)) == OK


@pytest.mark.parametrize(
    ("asked", "known", "below", "servers"),
    [
        ("/jobs/7/cancel", "/jobs/{job_id}/cancel", "", []),
        ("/jobs/7?full=1", "/jobs/{job_id}", "", []),
        ("/jobs/a%20b", "/jobs/a b", "", []),
        ("/api/jobs", "/jobs", "", [{"url": "http://localhost/api/"}]),
        ("/jobs", "/jobs", "/", [{"url": "/"}]),
        ("/jobs", "/jobs", "", [{"url": "http://[broken"}, "no server"]),
    ],
)
def test_a_path_is_found_by_its_names(asked: str, known: str, below: str, servers: object) -> None:
    shown = document({"$ref": "#/components/schemas/Job"}, path=known, servers=servers)

    assert codes(held(shown, path=asked, below=below)) == OK


@pytest.mark.parametrize("known", ["/jobs", "/backend/jobs"])
def test_the_urls_path_is_a_part_of_every_path(known: str) -> None:
    shown = document({"$ref": "#/components/schemas/Job"}, path=known)
    with web_server(lambda asked: Answer(200, as_json(shown))) as server:
        outcome = ask_request(server.port, JOB_BODY, path="/jobs", below="/backend/")

    assert codes(outcome) == OK
    assert [each.path for each in server.asked] == ["/backend/openapi.json"]
    assert outcome.address == f"127.0.0.1:{server.port}/backend"


def test_a_path_that_is_not_known_is_told_with_its_neighbours() -> None:
    finding = said(held(JOB_DOCUMENT, path="/api/v1/trainings/job"), "request")

    assert (finding.code, finding.manner) == ("http.unknown-path", "refuses")
    assert finding.summary.endswith(
        f"/openapi.json has no /api/v1/trainings/job; the nearest it has: {JOBS}"
    )


def test_a_method_that_is_not_known_is_told_with_the_others() -> None:
    finding = said(held(document({}) | NO_BODY, method="PUT"), "request")

    assert (finding.code, finding.manner) == ("http.unknown-method", "refuses")
    assert finding.summary == f"{JOBS} takes no PUT, only GET, POST"


def test_a_slash_too_many_is_warned_of() -> None:
    finding = said(held(JOB_DOCUMENT, path=f"{JOBS}/"), "request")

    assert (finding.status, finding.code) == ("warn", "http.redirected")


@pytest.mark.parametrize(
    "shown",
    [
        b"<!doctype html><title>It works</title>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"openapi": "3.1.0", "paths": {"x": "' + b"x" * 4 * 1024 * 1024 + b'"}}',
        [],
        {"swagger": "2.0", "paths": {}},
        {"openapi": "3.1.0"},
        {"openapi": "3.1.0", "paths": {JOBS: []}},
        document({}) | {"paths": {JOBS: {"$ref": "#/nowhere"}}},
        document({}) | {"paths": {JOBS: {"$ref": f"#/paths/{JOBS.replace('/', '~1')}"}}},
        document({"$ref": "#/components/schemas/Missing"}),
        document({"$ref": "http://localhost:9/schema.json"}),
        document({"properties": {"config": {"$ref": "other.json#/Config"}}}),
        document({"type": "job"}),
        document({"minimum": "a", "type": "object", "required": 5}),
    ],
)
def test_a_document_that_is_none_proves_nothing(shown: object) -> None:
    with documented(shown) as server:
        outcome = ask_request(server.port, JOB_BODY)

    finding = said(outcome, "request")
    assert (finding.status, finding.code) == ("unknown", "http.unreadable-document")
    assert len(server.asked) == 1


def test_a_page_for_a_browser_is_named() -> None:
    page = Answer(200, b"<title>It works</title>", {"Content-Type": "text/html"})
    with web_server(page) as server:
        finding = said(ask_request(server.port, JOB_BODY), "request")

    assert finding.summary == f"what 127.0.0.1:{server.port}/openapi.json answers is HTML"


def test_schemas_in_circles_come_to_an_end() -> None:
    circle = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    twice = {f"S{n}": {"anyOf": [ref(n + 1), ref(n + 1)]} for n in range(40)}
    ends: dict[str, object] = {"S40": {"type": "null"}}
    circles = document(ref("A", ""), components={"schemas": circle})
    growing = document(ref(0), components={"schemas": twice | ends})
    told = [codes(held(each))["request"] for each in (circles, growing)]

    assert told == ["http.unreadable-document"] * 2


@pytest.mark.parametrize(
    ("status", "code", "request_code"),
    [
        (404, "http.not-found", "http.unknown-path"),
        (401, "http.unauthorized", "http.unauthorized"),
        (403, "http.no-permission", "http.no-permission"),
        (500, "http.server-error", "after:responds"),
        (302, "http.wrong-status", "after:responds"),
    ],
)
def test_a_document_that_is_hidden_is_not_the_end_of_the_backend(
    status: int, code: str, request_code: str
) -> None:
    with web_server(Answer(status)) as server:
        outcome = ask_request(server.port, JOB_BODY)

    assert codes(outcome) == OK | {"responds": code, "request": request_code}
    hidden = request_code != "after:responds"
    assert said(outcome, "responds").status == ("warn" if hidden else "fail")


def test_a_backend_without_a_document_has_the_path_all_the_same() -> None:
    bare: Respond = lambda asked: Answer(405 if asked.path == JOBS else 404)  # noqa: E731 - a row
    with web_server(bare) as server:
        outcome = ask_request(server.port, JOB_BODY)

    assert codes(outcome) == OK | {"responds": "http.not-found", "request": "unsupported"}


def test_a_setting_that_is_missing_is_named() -> None:
    with web_server(Answer(200)) as server:
        url = HttpUrl.parse(f"http://127.0.0.1:{server.port}")
        alone = ask(http, HttpTarget(url=url, openapi=Path("/openapi.json")))
        neither = ask(http, HttpTarget(url=url, request=Request("/jobs")))

    assert codes(alone) == OK | {"request": "unsupported"}
    assert "`request`" in said(alone, "request").summary
    assert "`openapi`" in said(neither, "request").summary


def test_a_request_is_read_from_a_table_and_shows_no_value() -> None:
    body = {"password": "it-is-a-secret", "since": datetime.date(2026, 11, 22)}
    table = {"method": "put", "path": "jobs?token=hush-hush", "body": body}
    read = Request.read(table)

    assert (read.method, read.path) == ("PUT", "/jobs?token=hush-hush")
    assert read.body == {"password": "it-is-a-secret", "since": "2026-11-22"}
    assert str(read) == repr(read) == "PUT /jobs, with a body"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("POST /jobs", "expected a table"),
        ({}, "path is missing"),
        ({"path": ""}, "path is missing"),
        ({"path": "http://localhost/jobs"}, "below the URL"),
        ({"path": "/jobs", "method": "FETCH"}, "method is none of GET, POST"),
        ({"path": "/jobs", "boddy": {}}, "it has boddy; known are method, path, body"),
        ({"path": "/jobs", "body": [math.nan]}, "nan"),
        ({"path": "/jobs", "body": object()}, "JSON does not have"),
    ],
)
def test_a_request_that_could_be_none_is_malformed(value: object, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        Request.read(value)


def as_json(shown: object) -> bytes:
    return json.dumps(shown).encode()


def ref(name: object, prefix: str = "S") -> dict[str, str]:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{prefix}{name}"}
