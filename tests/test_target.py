"""Targets: settings as typed values."""

from dataclasses import FrozenInstanceError, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthcheck import Malformed, Secret, Target
from healthcheck.target import convert, duration, join_address, required, settings


@dataclass(frozen=True)
class Url:
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        host, _, port = text.partition(":")
        return cls(host, int(port))


class Server(Target):
    url: Url
    database: str = "app"
    password: Secret = Secret("")


class Local(Target):
    folder: str = "."


class Direct(Target):
    host: str = "db"
    port: int = 5432


def test_a_target_is_frozen_and_takes_its_settings_by_keyword() -> None:
    server = Server(url=Url("db", 5432))

    with pytest.raises(FrozenInstanceError):
        server.database = "other"  # type: ignore[misc]  # that it is frozen is the point


def test_a_target_s_text_has_no_secret() -> None:
    server = Server(url=Url("db", 5432), password=Secret("s3cret-word"))

    assert "s3cret-word" not in f"{server} {server!r}"


@pytest.mark.parametrize(
    ("target", "peer", "address"),
    [
        (Direct(), ("db", 5432), "db:5432"),
        (Server(url=Url("::1", 6379)), ("::1", 6379), "[::1]:6379"),
        (Local(), None, ""),
    ],
    ids=["fields of its own", "a url's", "none"],
)
def test_the_address_is_that_of_the_server(target: Target, peer: object, address: str) -> None:
    assert target.peer == peer
    assert target.address == address


def test_an_ipv6_address_has_brackets() -> None:
    assert join_address("fe80::1", 80) == "[fe80::1]:80"


def test_settings_without_a_default_are_required() -> None:
    assert required(Server) == ("url",)


def test_settings_come_with_their_types() -> None:
    assert settings(Server) == {"url": Url, "database": str, "password": Secret}


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("x", str, "x"),
        (5432, str, "5432"),
        ("5432", int, 5432),
        (5432, int, 5432),
        ("1.5", float, 1.5),
        (2, float, 2.0),
        ("2m", timedelta, timedelta(minutes=2)),
        (True, bool, True),
        (False, bool, False),
        ("Yes", bool, True),
        ("off", bool, False),
        (1, bool, True),
        ("x", str | None, "x"),
        ("3", int | None, 3),
        (["a", "b"], tuple[str, ...], ("a", "b")),
        ("a", tuple[str, ...], ("a",)),
        (["1"], tuple[int, ...] | None, (1,)),
        ("db:1", Url, Url("db", 1)),
        ("word", Secret, Secret("word")),
    ],
)
def test_a_value_becomes_what_the_field_is(value: object, kind: Any, expected: object) -> None:
    got = convert(value, kind)

    assert (got, type(got)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "kind", "sentence"),
    [
        ("many", int, "expected a whole number"),
        (1.5, int, "expected a whole number"),
        ("few", float, "expected a number"),
        (10**400, float, "expected a number"),
        ("soon", timedelta, "expected a duration such as"),
        ("9" * 400, timedelta, "expected a duration"),
        ("maybe", bool, "expected true or false"),
        ([True], bool, "expected true or false"),
        (True, str, "expected a text, not bool"),
        (True, int, "expected a whole number, not bool"),
        (["a"], str, "expected a text, not list"),
        ({"a": 1}, Url, "expected a text, not dict"),
        (date(2026, 1, 1), str, "expected a text, not date"),
    ],
)
def test_a_value_that_does_not_fit_is_malformed(value: object, kind: Any, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        convert(value, kind)


def test_a_path_is_below_the_folder_that_it_is_written_in(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()

    assert convert("ca.pem", Path | None, folder=tmp_path) == tmp_path / "ca.pem"
    assert convert(["ca.pem"], tuple[Path, ...], folder=tmp_path) == (tmp_path / "ca.pem",)


@pytest.mark.parametrize("text", ["ca.pem", "\0", "~nobody-has-this-name/ca.pem"])
def test_a_path_that_leads_nowhere_is_malformed(tmp_path: Path, text: str) -> None:
    with pytest.raises(Malformed, match="that file or folder cannot be used"):
        convert(text, Path, folder=tmp_path)


@given(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    st.sampled_from([str, int, float, bool, timedelta, Path, str | None, tuple[int, ...]]),
)
def test_whatever_a_value_is_it_converts_or_is_malformed(value: object, kind: Any) -> None:
    try:
        got = convert(value, kind)
    except Malformed as error:
        got = error

    assert got is not None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5s", 5), ("500ms", 0.5), ("2m", 120), ("1h", 3600), (" 1.5 ", 1.5), (3, 3), (0.25, 0.25)],
)
def test_a_duration_is_seconds(text: str | float, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5x", "-1s", "0", "0ms", "five", "5s5s", "nan", "inf", True])
def test_what_is_no_duration_is_malformed(text: str) -> None:
    with pytest.raises(Malformed, match="expected a duration"):
        duration(text)


def test_malformed_may_carry_a_code_of_the_check_s_own() -> None:
    assert Malformed("bad", code="console-port").code == "console-port"
    assert Malformed("bad").code is None
