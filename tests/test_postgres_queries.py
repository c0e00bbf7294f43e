"""The queries of the setting `rows`, and what PostgreSQL's refusals of them mean."""

import pytest

from checks.postgres.judgement import Judgement
from checks.postgres.rows.asking import Asked
from checks.postgres.rows.judging import judge, untold
from checks.postgres.rows.queries import Queries, Query
from checks.postgres.rows.refusals import Refused, refusal
from checks.postgres.schema.difference import Difference
from checks.postgres.schema.memory import Memory
from healthcheck import Malformed, Manner

PROJECT = Query("project 1", "SELECT 1")
DATASETS = Query("datasets", "SELECT 1")


def test_a_query_is_a_text_or_a_table_with_its_parameters() -> None:
    mail = {"query": "SELECT id FROM users WHERE email = $1", "parameters": ["a@b.c", 3, True]}
    project, user = Queries.read({"project 1": "SELECT 1", "the user": mail}).each

    assert (project.name, project.text, project.parameters) == ("project 1", "SELECT 1", ())
    assert user.text == "SELECT id FROM users WHERE email = $1"
    assert [each.text for each in user.parameters] == ["a@b.c", "3", "true"]


def test_only_the_names_of_queries_are_shown() -> None:
    queries = Queries.read(
        {"a": "SELECT hidden", "b": {"query": "SELECT $1", "parameters": ["hidden"]}}
    )

    assert str(queries) == "a, b"
    assert "hidden" not in repr(queries)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("SELECT 1", "expected a table"),
        (["SELECT 1"], "expected a table"),
        ({"": "SELECT 1"}, "name of a query"),
        ({"two\nlines": "SELECT 1"}, "name of a query"),
        ({}, "no query"),
        ({"a": ""}, "no text"),
        ({"a": 1}, "no text"),
        ({"a": {"parameters": []}}, "no text"),
        ({"a": {"query": "SELECT 1", "parameter": []}}, "unknown key"),
        ({"a": {"query": "SELECT 1", "parameters": "x"}}, "no list"),
        ({"a": {"query": "SELECT 1", "parameters": [["x"]]}}, "no list"),
    ],
)
def test_what_is_no_table_of_queries(value: object, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        Queries.read(value)


class UndefinedColumnError(Exception):
    """As asyncpg has it, with its place."""

    def __init__(self, position: str | None) -> None:
        self.position = position


@pytest.mark.parametrize(
    ("text", "position", "name"),
    [
        ("SELECT nmae FROM t", "8", "nmae"),
        ("SELECT t.nmae FROM t", "8", "t.nmae"),
        ('SELECT "a name" FROM t', "8", ""),  # it may be a text, and a secret
        ('SELECT 1 WHERE e = "somebody@example.com"', "20", ""),
        ("SELECT * FROM broken_view", None, ""),
    ],
)
def test_a_column_is_named_by_its_place_in_the_query(
    text: str, position: str | None, name: str
) -> None:
    said = f'there is no column "{name}"' if name else "there is no column"

    assert refusal(UndefinedColumnError(position), text) == Refused("unknown-column", said, name)


def test_an_error_that_is_not_about_the_query_is_none() -> None:
    assert refusal(ConnectionResetError(), "SELECT 1") is None


def test_all_queries_that_give_no_row_are_named() -> None:
    asked = [Asked(PROJECT), Asked(DATASETS)]

    assert judge(asked, "host:1/db") == Judgement(
        "no-rows", 'host:1/db: there is no row for "project 1" and "datasets"', Manner.REFUSES
    )


@pytest.mark.parametrize(
    ("codes", "code", "manner"),
    [
        (["unknown-column", "unknown-table"], "unknown-table", Manner.REFUSES),
        (["locked", "unknown-column"], "unknown-column", Manner.REFUSES),
        (["bad-query", "locked"], "locked", Manner.BLOCKS),
        (["bad-query", "slow"], "slow", Manner.SLOW),
        (["bad-query"], "bad-query", None),
    ],
)
def test_what_breaks_most_speaks_first(codes: list[str], code: str, manner: Manner | None) -> None:
    said = judge([Asked(PROJECT, refused=Refused(each, "no")) for each in codes], "host:1/db")

    assert said is not None
    assert (said.code, said.manner) == (code, manner)
    assert said.summary.count('"project 1" cannot be answered: no') == len(codes)


@pytest.mark.parametrize(
    ("others", "code", "manner"),
    [([], "locked", None), (["locked"], "locked", Manner.BLOCKS), (["slow"], "slow", Manner.SLOW)],
)
def test_a_lock_that_was_waited_for_briefly_decides_nothing(
    others: list[str], code: str, manner: Manner | None
) -> None:
    brief = Asked(PROJECT, refused=Refused("locked", "no", brief=True))
    said = judge([brief, *(Asked(DATASETS, refused=Refused(each, "no")) for each in others)], "db")

    assert said is not None
    assert (said.code, said.manner) == (code, manner)


@pytest.mark.parametrize(
    ("refused", "is_told"),
    [
        (Refused("unknown-table", "no", "Projects"), True),
        (Refused("unknown-table", "no", "public.projects"), True),
        (Refused("unknown-table", "no", "datasets"), False),
        (Refused("unknown-table", "no"), False),
        (Refused("unknown-column", "no", "j.clearml_task_id"), True),
        (Refused("unknown-column", "no", "j.other"), False),
        (Refused("no-permission", "no", "projects"), False),
    ],
)
def test_what_the_schema_has_told_is_not_told_again(refused: Refused, is_told: bool) -> None:
    memory = Memory()
    memory.note(
        [
            Difference("missing-table", "projects", "", "it is missing"),
            Difference("missing-column", "training_jobs", "clearml_task_id", "it is missing"),
            Difference("different-default", "datasets", "", "it decides nothing"),
            Difference("missing-table", "datasets", "", "it may be there", certain=False),
        ]
    )
    asked = [Asked(PROJECT, refused=refused), Asked(DATASETS)]

    assert untold(asked, memory) == (asked[1:] if is_told else asked)


def test_rows_for_all_are_nothing_to_say() -> None:
    assert judge([Asked(PROJECT, rows=({"id": 1},))], "host:1/db") is None
