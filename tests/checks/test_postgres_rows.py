"""The rows that a job needs, on a real PostgreSQL: each way for them not to be there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.connection import connect
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.rows.asking import Asked
from checks.postgres.rows.asking import ask as asked
from checks.postgres.rows.judging import judge
from checks.postgres.rows.queries import Queries
from healthcheck import Outcome
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import said

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TYPE mood AS ENUM ('fine')",
    "CREATE TABLE projects (id int PRIMARY KEY, name text, mood mood DEFAULT 'fine')",
    "INSERT INTO projects VALUES (1, 'one'), (2, 'two')",
    "CREATE TABLE users (id int, email text)",
    "CREATE TABLE hidden (id int)",
    "CREATE TABLE empty (id int)",
    "CREATE TABLE locked (id int)",
    "GRANT SELECT ON projects, users, empty, locked TO app",
    "INSERT INTO users VALUES (7, 'somebody@example.com')",
    "CREATE FUNCTION complain(who text) RETURNS int LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'no user %', who; END $$",
)
ONE = "SELECT name FROM projects WHERE id = 1"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    """Its log tells what it was asked."""
    settings = ("log_statement=all", "log_line_prefix=%a|", "ssl=off")
    with servers.postgres(*settings) as started:
        started.sql(*SETUP)
        yield started


def rows(server: servers.Postgres, queries: dict[str, Any] | None, timeout: float = 5.0) -> Outcome:
    """The outcome of all steps with these queries."""
    url = PostgresUrl.parse(server.url("app", "app-secret"))
    read = None if queries is None else Queries.read(queries)
    return ask(postgres, PostgresTarget(url=url, rows=read), timeout=timeout)


def query(text: str, *parameters: str) -> dict[str, object]:
    return {"query": text, "parameters": list(parameters)}


@contextmanager
def locking(server: servers.Postgres, *tables: str) -> Iterator[None]:
    """Another session has changed these tables, and not ended its transaction."""
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(server.url()))
    try:
        locks = "; ".join(f"LOCK TABLE {each} IN ACCESS EXCLUSIVE MODE" for each in tables)
        loop.run_until_complete(connection.execute(f"BEGIN; {locks}"))
        yield
    finally:
        loop.run_until_complete(connection.close())
        loop.close()


def test_without_queries_it_is_open_whether_rows_are_there(server: servers.Postgres) -> None:
    outcome = rows(server, None)

    assert codes(outcome)["rows"] == "unsupported"
    assert "`rows`" in said(outcome, "rows").summary


def test_rows_that_are_there_are_counted_and_not_shown(server: servers.Postgres) -> None:
    user = query("SELECT email FROM users WHERE email = $1", "somebody@example.com")
    outcome = rows(server, {"project": ONE, "all": "SELECT * FROM projects", "user": user})

    finding = said(outcome, "rows")
    assert finding.status == "ok"
    assert finding.evidence == {"rows": {"project": 1, "all": 2, "user": 1}}
    assert "somebody" not in str(outcome)


def test_a_run_asks_one_statement_a_query_and_two_around_them(server: servers.Postgres) -> None:
    before = server.log.read_text()
    rows(server, {"project": ONE, "again": ONE})

    lines = server.log.read_text().removeprefix(before).splitlines()
    ours = [line for line in lines if line.startswith("healthcheck|LOG:")]
    assert [line.partition("|")[2].split(":")[1].split()[0] for line in ours] == [
        *["statement", "execute", "statement"],
        "execute",
        *["statement", "execute", "execute", "statement"],
    ]
    assert "BEGIN READ ONLY" in ours[4]
    assert "ROLLBACK" in ours[7]


def test_every_query_without_a_row_is_named(server: servers.Postgres) -> None:
    outcome = rows(
        server,
        {
            "project 9": "SELECT id FROM projects WHERE id = 9",
            "project 1": ONE,
            "the user": query("SELECT id FROM users WHERE email = $1", "nobody@example.com"),
        },
    )

    finding = said(outcome, "rows")
    assert (finding.code, finding.manner) == ("postgres.no-rows", "refuses")
    assert finding.summary.endswith('/postgres: there is no row for "project 9" and "the user"')
    assert "nobody" not in str(outcome)


def test_a_table_and_a_column_that_are_missing_are_named_together(server: servers.Postgres) -> None:
    outcome = rows(
        server,
        {
            "datasets": "SELECT id, num_images FROM projects",
            "jobs": "SELECT id FROM training_jobs",
            "project": ONE,
        },
    )
    column = rows(server, {"datasets": "SELECT id, num_images FROM projects"})

    finding = said(outcome, "rows")
    assert finding.code == "postgres.unknown-table"
    assert '"jobs" cannot be answered: there is no table "training_jobs"' in finding.summary
    assert '"datasets" cannot be answered: there is no column "num_images"' in finding.summary
    assert '"project"' not in finding.summary
    assert finding.evidence == {"rows": {"project": 1}}
    assert said(column, "rows").code == "postgres.unknown-column"
    assert "migration" in said(column, "rows").hint


def test_what_the_account_may_not_read(server: servers.Postgres) -> None:
    outcome = rows(server, {"hidden": "SELECT id FROM hidden"})

    finding = said(outcome, "rows")
    assert finding.code == "postgres.no-permission"
    assert "GRANT SELECT" in finding.hint


def test_a_locked_table_blocks_and_the_other_queries_are_answered(server: servers.Postgres) -> None:
    asked = {f"locked {n}": "SELECT id FROM locked" for n in range(4)}
    with locking(server, "locked"):
        outcome = rows(server, {**asked, "project": ONE})

    finding = said(outcome, "rows")
    assert (finding.code, finding.manner) == ("postgres.locked", "blocks")
    assert finding.passing
    assert finding.summary.count("another session holds a lock") == len(asked)
    assert finding.evidence == {"rows": {"project": 1}}


def test_a_row_that_is_missing_is_more_certain_than_what_is_slow(server: servers.Postgres) -> None:
    finding = said(
        rows(server, {"user": "SELECT 1 FROM empty", "sleepy": "SELECT pg_sleep(60)"}), "rows"
    )

    assert (finding.code, finding.manner) == ("postgres.no-rows", "refuses")
    assert '"sleepy"' in finding.summary


def test_what_a_function_says_of_its_argument_is_not_quoted(server: servers.Postgres) -> None:
    complaint = query("SELECT complain($1)", "somebody@example.com")
    finding = said(rows(server, {"user": complaint}), "rows")

    assert (finding.status, finding.code) == ("unknown", "postgres.bad-query")
    assert "somebody" not in finding.summary


def test_a_query_that_takes_too_long_is_slow(server: servers.Postgres) -> None:
    outcome = rows(server, {"sleepy": "SELECT pg_sleep(60)"})

    finding = said(outcome, "rows")
    assert (finding.code, finding.manner) == ("postgres.slow", "slow")
    assert '"sleepy"' in finding.summary


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("SELEC hidden_word", "postgres syntax at its character 1"),
        ("SELECT id FROM projects WHERE id = now()", "undefined function at its character 34"),
        ("SELECT id FROM projects WHERE id = 'hidden_word'", "invalid text representation at"),
        ("SELECT id FROM projects WHERE mood = 'hidden_word'", "invalid text representation at"),
        ("SELECT 1; SELECT 2", "postgres syntax"),
        ("INSERT INTO projects VALUES (3, 'three') RETURNING id", "it writes"),
        ("WITH x AS (DELETE FROM projects RETURNING id) SELECT * FROM x", "it writes"),
        ("SELECT * FROM projects FOR UPDATE", "it writes"),
        ("SELECT set_config('transaction_read_only', 'off', true)", "which reads takes"),
        ("COMMIT", "no query that gives rows"),
        ("DELETE FROM projects", "no query that gives rows"),
        (query("SELECT id FROM projects WHERE id = $1", "hidden_word"), "$1 is no int4"),
        (query("SELECT now() > $1", "hidden_word"), "cannot be answered: data"),
        (query("SELECT 1", "hidden_word"), "takes 0 parameters, and `parameters` has 1"),
        (ONE.replace("1", "$1"), "takes 1 parameters, and `parameters` has 0"),
        ("SELECT 1/0", "division by zero"),
    ],
)
def test_a_query_that_cannot_be_asked_decides_nothing(
    server: servers.Postgres, asked: object, why: str
) -> None:
    outcome = rows(server, {"odd": asked, "commit": "COMMIT", "project": ONE})

    finding = said(outcome, "rows")
    assert (finding.code, finding.status) == ("postgres.bad-query", "unknown")
    assert why in finding.summary
    assert finding.evidence == {"rows": {"project": 1}}
    assert "hidden_word" not in str(outcome)
    assert len(server.sql("SELECT id FROM projects")) == 2


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("SELECT id FROM projects WHERE id = $1", "1"),
        ("SELECT id FROM projects WHERE id = $1::int", "1"),
        ("SELECT id FROM projects WHERE id::text = $1", "1"),
        ("SELECT id FROM projects WHERE mood = $1", "fine"),
        ("SELECT 1 WHERE $1", "TRUE"),
        ("SELECT 1 WHERE 0.5 = $1::float8", "0.5"),
        ("SELECT 1 WHERE 0.5 = $1::numeric", "0.5"),
        ("SELECT 1 WHERE now() > $1::text::timestamptz", "2020-01-01"),
        (
            "SELECT 1 WHERE $1::uuid::text LIKE '10f486dc-%'",
            "10f486dc-f8ec-489e-927d-c81317822464",
        ),
    ],
)
def test_a_parameter_is_a_text_that_becomes_what_the_query_takes(
    server: servers.Postgres, text: str, parameter: str
) -> None:
    assert codes(rows(server, {"it": query(text, parameter)}))["rows"] == "ok"


def test_no_more_than_a_thousand_rows_are_read(server: servers.Postgres) -> None:
    outcome = rows(server, {"many": "SELECT generate_series(1, 1000000) AS id"})

    assert said(outcome, "rows").evidence == {"rows": {"many": 1000}}


def test_a_connection_that_ends_meanwhile_is_not_the_querys_fault(server: servers.Postgres) -> None:
    stop = "SELECT pg_terminate_backend(pg_backend_pid())"
    outcome = rows(server, {"ended": stop})

    assert codes(outcome)["rows"] == "postgres.shutting-down"


def test_a_lock_that_there_is_no_time_to_wait_for_decides_nothing(
    server: servers.Postgres,
) -> None:
    queries = Queries.read({"one": ONE, "locked": "SELECT id FROM locked"})

    async def asking() -> list[Asked]:
        connection = await connect(PostgresUrl.parse(server.url("app", "app-secret")))
        try:
            return await asked(connection, queries.each, 1.0)
        finally:
            await connection.close()

    with locking(server, "locked"):
        told = judge(asyncio.run(asking()), "db")

    assert told is not None
    assert (told.code, told.manner) == ("locked", None)
    assert "no time to see whether that lasts" in told.summary
