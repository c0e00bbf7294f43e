"""The setting `insert`, what is made of it, and what PostgreSQL's errors mean for it."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.postgres.inserting.attempts import Attempt
from checks.postgres.inserting.insert import Insert, Row, Text
from checks.postgres.inserting.judging import judge, missing_columns
from checks.postgres.inserting.parsing import parse
from checks.postgres.inserting.refusal import listed
from checks.postgres.inserting.relations import Column, Constraint, Relation
from checks.postgres.inserting.statements import Statement, statement
from checks.postgres.inserting.values import Value, literal
from checks.postgres.names import TableName
from healthcheck import Malformed

JOBS = TableName("training_jobs")


@pytest.mark.parametrize(
    ("sql", "table", "columns", "values"),
    [
        ("INSERT INTO jobs (a, b) VALUES (1, 'x')", "jobs", ["a", "b"], ["1", "'x'"]),
        ("insert into ml.jobs values ('a, b', f(1, 2))", "ml.jobs", [], ["'a, b'", "f(1, 2)"]),
        ('INSERT INTO "Ml"."My ""Jobs""" (A)  VALUES (1)', 'Ml.My "Jobs"', ["a"], ["1"]),
        ("INSERT INTO jobs AS j (a) SELECT 1", "jobs", ["a"], []),
        ("INSERT INTO jobs (SELECT 1, 2)", "jobs", [], []),
        ("INSERT INTO jobs DEFAULT VALUES", "jobs", [], []),
        ("INSERT INTO jobs (a) OVERRIDING USER VALUE VALUES (1), (2)", "jobs", ["a"], ["1"]),
        ("WITH x AS (SELECT ';' AS a) INSERT INTO jobs SELECT a FROM x", "jobs", [], []),
        ("/* a; */ INSERT INTO jobs -- one; two\n (a) VALUES ($$;$$)", "jobs", ["a"], ["$$;$$"]),
        ("INSERT INTO jobs (a) VALUES (E'it\\'s;', ARRAY[1, 2]);", "jobs", ["a"], ["E'it\\'s;'"]),
        ("INSERT INTO jobs (a) VALUES ($tag$'$tag$) ON CONFLICT DO NOTHING", "jobs", ["a"], None),
    ],
)
def test_an_insert_is_read_as_far_as_findings_name_it(
    sql: str, table: str, columns: list[str], values: list[str] | None
) -> None:
    parsed = parse(sql)

    assert str(parsed.table) == table
    assert list(parsed.columns) == columns
    found = [sql[each.start : each.end] for each in parsed.values]
    assert values is None or found[: len(values)] == values


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "COMMIT",
        "SELECT 1",
        "DELETE FROM jobs",
        "INSERT",
        "INSERT INTO",
        "INSERT INTO jobs VALUES (1); COMMIT",
        "COMMIT; INSERT INTO jobs VALUES (1)",
        "INSERT INTO jobs VALUES (1);;DROP TABLE jobs",
        "WITH x AS (SELECT 1) SELECT 1",
        "WITH x AS (INSERT INTO jobs VALUES (1) RETURNING id) DELETE FROM jobs",
        "EXPLAIN ANALYZE INSERT INTO jobs VALUES (1)",
        "INSERT INTO jobs (a) VALUES ($1)",
        "INSERT INTO jobs (a) VALUES ('\0')",
    ],
)
def test_anything_but_one_insert_is_refused(sql: str) -> None:
    with pytest.raises(Malformed):
        Insert.read(sql)


@given(st.text("INSERTWH ()'$;.,-/*aE\\\n" + '"', max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for sql in (text, f"INSERT INTO {text}", f"WITH a AS ({text}"):
        try:
            parsed = parse(sql)
        except Malformed:
            continue
        assert parsed.table.name


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (True, "expected an INSERT"),
        (7, "expected an INSERT"),
        ({}, "expected an INSERT"),
        ({"table": "jobs"}, "expected an INSERT"),
        ({"table": "jobs", "values": {}}, "expected an INSERT"),
        ({"table": "jobs", "values": [1]}, "expected an INSERT"),
        ({"table": "jobs; DROP", "values": {"a": 1}}, "not the name of a table"),
        ({"table": "jobs", "values": {"a": 1}, "row": 1}, "unknown key 'row'"),
        ({"table": "jobs", "values": {"": 1}}, "name of a column"),
        ({"table": "jobs", "values": {"a": "\0"}}, "zero byte"),
        ({"table": "jobs", "values": {"a": {"query": ""}}}, "a query for a value"),
        ({"table": "jobs", "values": {"a": {"query": "SELECT 1", "b": 1}}}, "a query for a value"),
    ],
)
def test_what_is_no_insert(value: object, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        Insert.read(value)


def test_values_are_not_shown() -> None:
    row = Insert.read({"table": "jobs", "values": {"a": "hidden", "b": {"query": "hidden"}}})
    text = Insert.read("INSERT INTO ml.jobs VALUES ('hidden')")

    assert (str(row), str(text), str(Insert.read(False))) == ("into jobs", "into ml.jobs", "false")
    assert "hidden" not in repr(row) + repr(text)


@pytest.mark.parametrize(
    ("value", "category", "sql"),
    [
        ("it's", "S", "'it''s'"),
        ("a\\b", "S", " E'a\\\\b'"),
        ("pending", "E", "'pending'"),
        (2, "N", "2"),
        (0.25, "N", "0.25"),
        (2, "S", "'2'"),
        (True, "B", "TRUE"),
        (True, "S", "'true'"),
        (False, "U", "'false'"),
        ({"a": [1]}, "U", "'{\"a\": [1]}'"),
        ([1, "x"], "U", "'[1, \"x\"]'"),
        (["a", 'b"c'], "A", ' E\'{"a","b\\\\"c"}\''),
        ([[1, 2], [True]], "A", '\'{{"1","2"},{"true"}}\''),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "D", "'2026-01-02T03:04:00+00:00'"),
        (date(2026, 1, 2), "D", "'2026-01-02'"),
        (time(3, 4), "D", "'03:04:00'"),
        ({"query": "SELECT 1; "}, "N", "(\nSELECT 1\n)"),
    ],
)
def test_a_value_is_written_for_its_columns_type(value: object, category: str, sql: str) -> None:
    assert literal(Value.read(value), category) == sql


def test_a_row_becomes_an_insert_that_knows_where_its_values_stand() -> None:
    given = Insert.read({"table": 'ml."my.jobs"', "values": {"epochs": 2, 'o"dd': "x"}}).given
    assert isinstance(given, Row)

    made = statement(given, Relation(given.table, columns=(Column("epochs", category="N"),)))

    assert made.sql == 'INSERT INTO "ml"."my.jobs" ("epochs", "o""dd") VALUES (2, \'x\')'
    assert (made.text("epochs"), made.text('o"dd'), made.text("other")) == ("2", "'x'", None)
    assert made.column_at(str(made.sql.index("'x'") + 1)) == 'o"dd'
    assert made.column_at(None) is None


def test_an_insert_that_names_no_columns_fills_the_first_ones() -> None:
    given = Insert.read("INSERT INTO jobs VALUES (1, 2)").given
    assert isinstance(given, Text)

    made = statement(given, Relation(JOBS, columns=(Column("a"), Column("b"), Column("c"))))

    assert made.columns == ("a", "b")


class Error(Exception):
    """As asyncpg's errors, with PostgreSQL's fields."""

    def __init__(self, **told: str) -> None:
        for name, value in told.items():
            setattr(self, name, value)


class NotNullViolationError(Error):
    pass


class UniqueViolationError(Error):
    pass


class CheckViolationError(Error):
    pass


class ForeignKeyViolationError(Error):
    pass


TABLE = Relation(
    JOBS,
    columns=(
        Column("id", required=True, has_default=True),
        Column("name", required=True),
        Column("status", required=True),
        Column("note"),
    ),
    constraints=(
        Constraint("jobs_pkey", ("id",)),
        Constraint("one_name", ("name",)),
        Constraint("job_project", ("project_id",), "projects"),
    ),
)
GIVEN = Statement(JOBS, "INSERT ...", columns=("name",))


def code(error: Exception, relation: Relation = TABLE, supplied: tuple[str, ...] = ()) -> str:
    said = judge(Attempt(error), GIVEN, relation, supplied)
    return f"{said.code} {said.manner or 'unknown'}: {said.summary}" if said else ""


def test_what_neither_the_insert_nor_the_snapshot_supplies_fails() -> None:
    missing = NotNullViolationError(column_name="status", table_name="training_jobs")

    assert code(missing).startswith("unsupplied-column refuses: training_jobs.status is NOT NULL")
    assert code(missing, supplied=("status",)).startswith("incomplete-insert unknown: the INSERT")


def test_null_for_a_column_that_the_insert_gives_is_its_own() -> None:
    null = NotNullViolationError(column_name="name", table_name="training_jobs")
    elsewhere = NotNullViolationError(column_name="status", table_name="audit")

    assert code(null).startswith("not-null refuses: the INSERT gives NULL for training_jobs.name")
    assert "audit.status" in code(elsewhere)


def test_a_value_that_the_database_makes_is_told_from_one_that_is_given() -> None:
    made = UniqueViolationError(constraint_name="jobs_pkey", table_name="training_jobs")
    given = UniqueViolationError(constraint_name="one_name", table_name="training_jobs")
    unknown = UniqueViolationError(constraint_name="other", table_name="audit")

    assert code(made).startswith("unique refuses")
    assert code(given).startswith("taken-value unknown")
    assert code(unknown).startswith("taken-value unknown")


def test_a_constraint_is_named_as_far_as_it_is_known() -> None:
    own = ForeignKeyViolationError(constraint_name="job_project", table_name="training_jobs")
    audit = ForeignKeyViolationError(constraint_name="fk", table_name="audit")

    assert '"job_project" on training_jobs.project_id is violated: projects has no' in code(own)
    assert '"fk" of audit is violated: the other table has no such row' in code(audit)


def test_a_check_without_a_name_is_a_triggers() -> None:
    triggered = Relation(JOBS, triggers=("guard", "other"))

    assert code(CheckViolationError(), triggered).startswith(
        "trigger refuses: a trigger (guard and"
    )
    assert code(CheckViolationError()).startswith("bad-insert unknown")


def test_an_error_that_is_none_of_the_inserts_is_left_to_others() -> None:
    assert judge(Attempt(ConnectionResetError()), GIVEN, TABLE) is None


def test_a_row_that_was_inserted_is_fine() -> None:
    assert judge(Attempt(rows=1), GIVEN, TABLE) is None


def test_all_columns_that_are_missing_are_named() -> None:
    said = missing_columns(Statement(JOBS, "", columns=("a", "name", "b", "c")), TABLE)

    assert said
    assert said.summary.startswith("training_jobs.a, training_jobs.b and training_jobs.c are miss")


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_names_are_listed(names: list[str], text: str) -> None:
    assert listed(names) == text


@pytest.mark.parametrize(
    ("text", "name", "sql"),
    [
        ("jobs", TableName("jobs"), '"jobs"'),
        ("ml.jobs", TableName("jobs", "ml"), '"ml"."jobs"'),
        ('"a.b"."c""d"', TableName('c"d', "a.b"), '"a.b"."c""d"'),
    ],
)
def test_the_name_of_a_table(text: str, name: TableName, sql: str) -> None:
    assert TableName.parse(text) == name
    assert name.sql == sql


@pytest.mark.parametrize("text", ["", "a b", "a.b.c", "a;", ".a", "a\n", '"', "jobs()"])
def test_what_is_no_name_of_a_table(text: str) -> None:
    with pytest.raises(Malformed, match="not the name of a table"):
        TableName.parse(text)
