"""The envelope by which ClearML's API server is known, and what stands in its token."""

import json

import pytest

from checks.clearml.envelope import Answer, claims, is_token, open_envelope
from checks.web import Reply

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzZXJ2ZXJfdmVyc2lvbiI6ICIyLjMuMCJ9.c2lnbmF0dXJl"


def reply(body: object) -> Reply:
    return Reply(200, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def test_an_answer_is_taken_out_of_its_envelope() -> None:
    meta = {"result_code": 400, "result_subcode": 701, "result_msg": "Invalid queue id"}

    assert open_envelope(reply({"meta": meta, "data": {"a": 1}})) == Answer(
        400, 701, "Invalid queue id", {"a": 1}
    )


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_data_that_is_none_is_empty(data: object) -> None:
    assert open_envelope(reply({"meta": {"result_code": 200}, "data": data})) == Answer(
        200, 0, "", {}
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        None,
        {},
        {"meta": {}},
        {"meta": None},
        {"meta": {"result_code": "soon"}},
        {"meta": {"result_code": None}},
    ],
)
def test_all_else_is_not_clearml(body: object) -> None:
    assert open_envelope(reply(body)) is None


def test_what_a_token_says() -> None:
    assert is_token(TOKEN)
    assert claims(TOKEN) == {"server_version": "2.3.0"}


@pytest.mark.parametrize("text", ["a.b.c", "a.e30.c", "a.W10.c", "a.\u00e9.c"])
def test_a_token_that_says_nothing(text: str) -> None:
    assert claims(text) == {}


@pytest.mark.parametrize("text", [None, 5, "", "a", "a.b", "a.b.c\n", "a.b.c d", "a.\u00e9.c"])
def test_what_is_no_token(text: object) -> None:
    assert not is_token(text)
