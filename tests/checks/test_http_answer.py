"""What the answer of a web server is to hold, and where redirects lead to."""

import gzip
import json
from typing import Any

import pytest

from checks.http import Headers, Json, Redirects, Token
from checks.http.following import MOST
from checks.web.asking import ENOUGH
from healthcheck import Malformed, Outcome
from tests.checks.asking import said
from tests.checks.test_http import ask_http
from tests.web_servers import Answer, Asked, web_server, without_proxies

UP = json.dumps({"status": "up", "queues": [], "jobs": 0, "version": 2, "ready": True}).encode()


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def code(outcome: Outcome) -> str | None:
    return said(outcome, "responds").code


def ask_of(answer: Answer, **settings: Any) -> Outcome:
    with web_server(answer) as server:
        return ask_http(f"http://127.0.0.1:{server.port}/health", **settings)


@pytest.mark.parametrize(
    "expected",
    [
        "status == 'up'",
        ["jobs", "ready", "version > `1`"],
        {"status": "up", "jobs": 0, "queues": [], "ready": True},
    ],
    ids=["one", "several", "values"],
)
def test_a_document_that_is_as_expected(expected: object) -> None:
    assert code(ask_of(Answer(body=UP), json=Json.read(expected))) is None


@pytest.mark.parametrize(
    ("expected", "summary"),
    [
        ("status == 'down'", "status == 'down' is false; expected was something true"),
        ("queues", "queues is []; expected was something true"),
        ("absent", "absent is null; expected was something true"),
        ({"version": 1}, "version is 2; expected was 1"),
        ({"ready": 1}, "ready is true; expected was 1"),
        ({"length(jobs)": 1}, "length(jobs) is null; expected was 1"),
    ],
    ids=str,
)
def test_a_document_that_is_not(expected: object, summary: str) -> None:
    outcome = ask_of(Answer(body=UP), json=Json.read(expected))

    assert code(outcome) == "http.unexpected-json"
    assert said(outcome, "responds").summary.endswith(f"/health: {summary}")


def test_a_long_value_is_cut_and_a_control_character_is_not_shown() -> None:
    body = json.dumps({"status": "\x1b[31m" + "x" * 500}).encode()
    outcome = ask_of(Answer(body=body), json=Json.read({"status": "up"}))

    assert "\x1b" not in said(outcome, "responds").summary
    assert len(said(outcome, "responds").summary) < 200


@pytest.mark.parametrize("body", [b"<html>", b"", b"[" * 100_000, b"\xff"], ids=len)
def test_what_is_no_json(body: bytes) -> None:
    assert code(ask_of(Answer(body=body), json=Json.read("status"))) == "http.not-json"


def test_more_than_anybody_reads_is_not_read() -> None:
    long = Answer(body=b" " * (ENOUGH + 1), endless=True)
    bomb = Answer(body=gzip.compress(b" " * 200_000_000), headers={"Content-Encoding": "gzip"})

    for answer in (long, bomb):
        outcome = ask_of(answer, json=Json.read("status"))

        assert code(outcome) == "http.not-json"
        assert said(outcome, "responds").summary.endswith("more than anybody reads")


def test_what_is_compressed_all_the_same_is_read() -> None:
    packed = Answer(body=gzip.compress(UP), headers={"Content-Encoding": "gzip"})

    assert code(ask_of(packed, json=Json.read("ready"))) is None


def test_headers() -> None:
    answer = Answer(headers={"X-Served-By": "Blue-7", "Content-Type": "text/html"})
    right = ask_of(answer, headers=Headers.read({"x-served-by": "blue-*"}))
    other = ask_of(answer, headers=Headers.read({"Content-Type": "application/json*"}))
    missing = ask_of(answer, headers=Headers.read({"x-revision": "*"}))

    assert code(right) is None
    assert code(other) == code(missing) == "http.wrong-header"
    assert said(other, "responds").summary.endswith(
        "content-type is text/html; expected was application/json*"
    )
    assert said(missing, "responds").summary.endswith("x-revision is missing; expected was *")


@pytest.mark.parametrize("value", [3, [], {}, [1], "status ==", ["("]], ids=str)
def test_an_expression_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        Json.read(value)


@pytest.mark.parametrize("value", ["x", {"a": 1}], ids=str)
def test_headers_that_are_none_are_refused(value: object) -> None:
    with pytest.raises(Malformed):
        Headers.read(value)


def test_a_word_that_names_no_redirects_is_refused() -> None:
    with pytest.raises(Malformed, match="same-origin"):
        Redirects.parse("always")


def moved(asked: Asked) -> Answer:
    """`/health` leads to `/new`, which answers whom it knows."""
    if asked.path == "/health":
        return Answer(302, headers={"Location": "/new?key=hush-hush"})
    known = asked.headers.get("authorization") == "Bearer the-token"
    return Answer(200 if known else 401)


def test_a_redirect_within_the_server_is_followed_where_that_is_wanted() -> None:
    token = Token("the-token")
    with web_server(moved) as server:
        url = f"http://127.0.0.1:{server.port}/health"
        followed = ask_http(url, redirects=Redirects.SAME_ORIGIN, token=token)
        not_followed = ask_http(url, token=token)

    assert code(followed) is None
    evidence = said(followed, "responds").evidence
    assert evidence == {"status": 200, "redirects": [f"{url.removesuffix('/health')}/new"]}
    assert code(not_followed) == "http.redirected"


def test_another_server_is_only_asked_where_that_is_wanted_and_never_as_somebody() -> None:
    with web_server(Answer(204)) as other:
        there = {"Location": f"http://127.0.0.1:{other.port}/login"}
        with web_server(Answer(307, headers=there)) as server:
            url = f"http://me:it-is-a-secret@127.0.0.1:{server.port}/health"
            followed = ask_http(url, redirects=Redirects.FOLLOW)
            stayed = ask_http(url, redirects=Redirects.SAME_ORIGIN)

    assert code(followed) is None
    assert code(stayed) == "http.redirected"
    assert len(other.asked) == 1
    assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("aim", ["/health", "/b"])
def test_redirects_that_lead_round_in_a_circle(aim: str) -> None:
    def circle(asked: Asked) -> Answer:
        return Answer(302, headers={"Location": aim if asked.path == "/health" else "/health"})

    with web_server(circle) as server:
        url = f"http://127.0.0.1:{server.port}/health"
        outcome = ask_http(url, redirects=Redirects.FOLLOW)

    assert code(outcome) == "http.redirects-in-a-circle"
    assert len(server.asked) <= 2


def test_redirects_without_an_end() -> None:
    def further(asked: Asked) -> Answer:
        return Answer(301, headers={"Location": f"{asked.path}x"})

    with web_server(further) as server:
        url = f"http://127.0.0.1:{server.port}/health"
        outcome = ask_http(url, redirects=Redirects.FOLLOW)

    assert code(outcome) == "http.redirects-in-a-circle"
    assert len(server.asked) == MOST + 1


def test_a_redirect_to_what_is_no_web_address_is_named() -> None:
    odd = Answer(302, headers={"Location": "ftp://files.example.org/x"})

    assert code(ask_of(odd, redirects=Redirects.FOLLOW)) == "http.redirected"
