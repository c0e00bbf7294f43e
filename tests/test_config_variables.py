"""Variables, and references to them in values."""

import os
from pathlib import Path

import pytest

from healthcheck.config import ConfigError
from healthcheck.config.tree import Entry, Source
from healthcheck.config.variables import (
    ENVIRONMENT,
    Value,
    Variable,
    expand,
    gather,
    references,
)

FILE = Source("h.toml", Path())
PROFILE = Source("profile p", Path(), profile=True)
VARIABLES = {"HOST": Variable("db", "environment"), "PORT": Variable("1", ".env")}


def expanded(value: object, source: Source = FILE) -> Value:
    return expand(Entry(value, source), VARIABLES)


def test_the_environment_wins_over_files_and_the_later_file_over_the_earlier(
    tmp_path: Path,
) -> None:
    (tmp_path / "one").write_text("A=1\nB=1\nC=1\n")
    (tmp_path / "two").write_text("B=2\nC=2\n")

    found = gather({"C": "3"}, [tmp_path / "one", tmp_path / "two"], folder=tmp_path)

    assert found == {
        "A": Variable("1", "one"),
        "B": Variable("2", "two"),
        "C": Variable("3", ENVIRONMENT, shadows="two"),
    }


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\nB=\nC\n")

    found = gather({"D": ""}, [tmp_path / "env"], folder=tmp_path)

    assert found == {"A": Variable("1", "env")}


def test_an_empty_variable_hides_an_earlier_value_as_it_does_from_the_backend(
    tmp_path: Path,
) -> None:
    (tmp_path / "one").write_text("A=1\nB=1\nC=1\n")
    (tmp_path / "two").write_text("B=\n")

    found = gather({"A": ""}, [tmp_path / "one", tmp_path / "two"], folder=tmp_path)

    assert found == {"C": Variable("1", "one")}


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("\ufeffA=1\n", encoding="utf-8")

    assert "A" in gather({}, [tmp_path / "env"], folder=tmp_path)


def test_an_env_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "env").write_bytes(b"A=\xff\n")

    with pytest.raises(ConfigError, match=r"^env: cannot be read: 'utf-8'"):
        gather({}, [tmp_path / "env"], folder=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_env_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\n")
    (tmp_path / "env").chmod(0)

    with pytest.raises(ConfigError, match=r"^env: cannot be read: Permission denied$"):
        gather({}, [tmp_path / "env"], folder=tmp_path)


@pytest.mark.parametrize("value", ["plain", "", 5, True, 1.5, "$HOST", "{HOST}"])
def test_a_value_without_a_reference_is_itself(value: object) -> None:
    assert expanded(value) == Value(value, "h.toml", ("h.toml",))


@pytest.mark.parametrize("value", ["${}", "${1A}", "${HOST-x}", "${HOST", "${A:-${HOST}}"])
def test_a_reference_that_is_none_is_an_error_that_quotes_nothing(value: str) -> None:
    with pytest.raises(ConfigError, match=r"^h\.toml: a\.url: a reference is \$\{NAME\} or [^5]*$"):
        expand(Entry(f"{value} 5ecret", FILE, "a.url"), VARIABLES)


def test_a_value_of_a_profile_is_no_place_that_settings_came_from() -> None:
    assert expanded("plain", PROFILE) == Value("plain", "profile p", ())


def test_references_are_replaced_and_their_places_kept() -> None:
    assert expanded("toy://${HOST}:${PORT:-9}/x") == Value(
        "toy://db:1/x", "HOST (environment), PORT (.env)", ("environment", ".env")
    )


@pytest.mark.parametrize("default", ["x", "", "a:-b", "redis://h:1/0"])
def test_a_default_stands_in_and_says_so(default: str) -> None:
    assert expanded(f"${{NO:-{default}}}") == Value(
        default, "default of h.toml; NO not set", unset=("NO",)
    )


def test_a_default_beside_a_variable_that_is_set_is_told_by_unset_only() -> None:
    assert expanded("${HOST}:${NO:-9}") == Value(
        "db:9", "HOST (environment)", ("environment",), unset=("NO",)
    )


def test_a_variable_without_a_value_is_missing_not_empty() -> None:
    assert expanded("${NO}:${NEITHER}:${HOST}") == Value(
        None, "NO, NEITHER not set", missing=("NO", "NEITHER")
    )


def test_what_a_variable_holds_is_not_expanded_again() -> None:
    variables = {"A": Variable("${B}", "environment"), "B": Variable("b", "environment")}

    assert expand(Entry("${A}", FILE), variables).value == "${B}"


def test_the_texts_of_a_list_are_expanded() -> None:
    assert expanded(["${HOST}", "${NO:-x}", 5, "y"]) == Value(
        ["db", "x", 5, "y"],
        "HOST (environment), default of h.toml; NO not set, h.toml",
        ("environment", "h.toml"),
        unset=("NO",),
    )


def test_the_texts_of_a_table_are_expanded_at_any_depth() -> None:
    found = expanded({"a": {"b": ["${HOST}"]}, "n": 1})

    assert (found.value, found.places) == (
        {"a": {"b": ["db"]}, "n": 1},
        ("environment", "h.toml"),
    )


def test_an_empty_list_has_the_file_for_its_origin() -> None:
    assert expanded([]) == Value([], "h.toml")


def test_what_is_missing_in_a_list_is_missing() -> None:
    assert expanded(["${NO}", "a"]).missing == ("NO",)


def test_the_variables_that_a_value_refers_to_are_found_at_any_depth() -> None:
    value = {"a": ["${HOST}:${PORT:-9}", 5], "b": "plain"}

    assert references(Entry(value, FILE)) == {"HOST", "PORT"}
