"""Markdown in GitHub's flavour, read back by a parser of it."""

import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from healthcheck import Report
from healthcheck.render.markdown import as_markdown, escaped
from tests import hostile
from tests.reports import BLOCKED, DEGRADED, EVERY, PARTIAL, READY, UNPROVEN

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
INERT = {"text", "html_inline", "strong_open", "strong_close", "softbreak"}


def inline(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield from token.children or ()


def tables(report: Report) -> list[list[list[str]]]:
    """Tables, rows, cells: the text that a reader sees."""
    found: list[list[list[str]]] = []
    for token in PARSER.parse(as_markdown(report)):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level >= 3 and found:
            found[-1][-1].append(seen(token))
    return found


def seen(token: Token) -> str:
    return "".join(
        "\n" if each.type == "html_inline" else each.content for each in token.children or ()
    )


@pytest.mark.parametrize("report", [*EVERY.values(), hostile.REPORT], ids=[*EVERY, "hostile"])
def test_nothing_is_markup_but_what_we_mean_so(report: Report) -> None:
    tokens = list(inline(as_markdown(report)))

    assert {each.type for each in tokens} <= INERT
    assert {each.content for each in tokens if each.type == "html_inline"} <= {"<br>"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", as_markdown(report))


@pytest.mark.parametrize("report", [*EVERY.values(), hostile.REPORT], ids=[*EVERY, "hostile"])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(report: Report) -> None:
    for table in tables(report):
        assert {len(row) for row in table} == {len(table[0])}


@pytest.mark.parametrize(
    "text", ["# a", "- a", "1. a", "12) a", "=== a", "a|b", "<b>", "*a*", "`a`", "@a", "\\", "~a~"]
)
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    assert [each.type for each in PARSER.parse(escaped(text))] == [
        *("paragraph_open", "inline", "paragraph_close")
    ]
    assert "".join(each.content for each in inline(escaped(text))) == text


def test_the_stages_and_the_dependencies_are_tables() -> None:
    stages, dependencies = tables(BLOCKED)

    assert stages == [
        ["Stage", "Result", "Because of"],
        ["authenticate the user", "ok", ""],
        ["insert the job", "rejected", "platform-db.reachable"],
        ["run the workflow", "stalls", "temporal.workers"],
        ["publish the job's updates", "degraded", "redis.roundtrip"],
    ]
    assert [row[:4] for row in dependencies] == [
        ["Dependency", "Status", "Address", "Took"],
        ["user-db", "ok", "db.internal:5433", "12 ms"],
        ["platform-db", "fail", "db.internal:5432", "12 ms"],
        ["temporal", "fail", "localhost:7233", "12 ms"],
        ["redis", "fail", "localhost:6379", "12 ms"],
    ]


def test_what_was_found_stands_beside_its_dependency() -> None:
    _, dependencies = tables(DEGRADED)

    assert dependencies[-1][-1].splitlines() == [
        "roundtrip: localhost:6379 is full, and refuses what is written. "
        "Raise maxmemory, or set an eviction policy.",
        "roundtrip: a script has been running for 9 s. See SLOWLOG.",
        "note: closing the connection failed",
    ]


def test_the_verdict_comes_first_and_then_what_to_do() -> None:
    heading, said, what, *_ = as_markdown(BLOCKED).split("\n\n")

    assert heading == "## healthcheck: BLOCKED"
    assert "REJECTED" in said or "rejected" in said
    assert what.startswith("1. **platform-db.reachable** (rejected): ")
    assert what.count("\n") == 2


def test_what_was_not_proven_and_not_set_is_said() -> None:
    text = as_markdown(UNPROVEN)

    assert "Not proven: redis.roundtrip." in text
    assert "Not set, so a default stood in: REDIS\\_URL, TEMPORAL\\_HOST." in text
    assert "Not proven" not in as_markdown(READY)


def test_without_an_operation_there_are_only_dependencies() -> None:
    assert len(tables(PARTIAL)) == 1
