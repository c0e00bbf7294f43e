"""The pages of docs/checks are what the code says now."""

from datetime import timedelta

import pytest

from docs.generate import ours
from docs.generate.markdown import cell, table
from docs.generate.origins import origins
from docs.generate.pages import FOLDER, pages
from docs.generate.settings import default, in_words
from healthcheck import Secret

PAGES = pages()
ON_DISK = {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()}


@pytest.mark.parametrize("name", sorted(PAGES.keys() | ON_DISK.keys()))
def test_a_page_is_there_and_up_to_date(name: str) -> None:
    current = ON_DISK.get(name) == PAGES.get(name)

    assert current, f"docs/checks/{name} is stale; run: .venv/bin/python -m docs.generate"


def test_a_code_that_parsing_a_setting_ends_with_is_of_the_step_configured() -> None:
    assert origins(ours.checks()["postgres"])["sqlite"] == ("configured",)


def test_a_code_of_fault_rows_and_of_functions_is_of_both_steps() -> None:
    steps = origins(ours.checks()["redis"])["no-permission"]

    assert steps == ("authenticated", "writable", "roundtrip")


def test_a_code_of_another_module_is_of_the_step_that_calls_it() -> None:
    assert origins(ours.checks()["temporal"])["short-retention"] == ("namespace",)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\n    two", "one two"),
        ("a|b", r"a\|b"),
        ("`a|b`", r"`a\|b`"),
        ("GRANT ... TO <user>", r"GRANT ... TO \<user>"),
        ("2 * 3 and `f(*x) < y`", r"2 \* 3 and `f(*x) < y`"),
        ("MAX_SIZE of __scratch/ and __init__", r"MAX_SIZE of \_\_scratch/ and \_\_init\_\_"),
    ],
)
def test_a_cell_holds_any_text(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(("A", "B"), [("1", ""), ("x|y", "2")]) == (
        "| A | B |\n| --- | --- |\n| 1 |  |\n| x\\|y | 2 |"
    )


class Port:
    """A port, as a number.

    Nobody reads this.
    """


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str, "Text"),
        (bool | None, "`true` or `false`"),
        (Secret, "Text that is never shown"),
        (tuple[str, ...], "A list, or one alone: text"),
        (Port, "A port, as a number"),
    ],
)
def test_a_type_is_said_in_words(kind: object, words: str) -> None:
    assert in_words(kind) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "none"),
        ((), "none"),
        (Secret(""), "none"),
        (0, "`0`"),
        (False, "`false`"),
        (timedelta(seconds=1.5), "`1.5s`"),
        (("a", "b"), "`a`, `b`"),
        (7233, "`7233`"),
    ],
)
def test_a_default_is_spelt_as_in_a_configuration(value: object, shown: str) -> None:
    assert default(value) == shown
