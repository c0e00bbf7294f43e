"""What is asked of a real PostgreSQL, counted in its log, and what the check says it takes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.privileges.tables import Table
from checks.postgres.rows.queries import Queries
from checks.postgres.schema.model import Column, Schema
from checks.postgres.schema.model import Table as Recorded
from checks.postgres.schema.writing import written
from healthcheck import Outcome
from tests import servers
from tests.ask import ask
from tests.budget import stated, within

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TYPE mood AS ENUM ('fine')",
    "CREATE TABLE projects (id int PRIMARY KEY)",
    "INSERT INTO projects VALUES (1)",
    "CREATE TABLE jobs (id serial PRIMARY KEY, project_id int NOT NULL REFERENCES projects)",
    "CREATE TABLE alembic_version (version_num text)",
    "INSERT INTO alembic_version VALUES ('one')",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO app",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app",
)
CONNECTED = "connection authorized: user=app"
PROJECT = "SELECT id FROM projects LIMIT 1"
MOODS = "SELECT 'fine'::mood"
STEPS = [name for name, step in postgres.steps.items() if not step.writes]


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    """Its log tells what it was asked, and who connected."""
    settings = ("log_statement=all", "log_connections=on", "log_line_prefix=%a|", "ssl=off")
    with servers.postgres(*settings) as started:
        started.sql(*SETUP)
        yield started


@pytest.fixture
def target(server: servers.Postgres, tmp_path: Path) -> PostgresTarget:
    """Everything that can be configured."""
    snapshot = tmp_path / "schema.json"
    snapshot.write_text(
        written(Schema({"projects": Recorded({"id": Column("integer", null=False)})}))
    )
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").touch()
    revision = 'revision = "one"\ndown_revision = None\ndef upgrade(): pass\n'
    (tmp_path / "migrations" / "versions" / "one.py").write_text(revision)
    return PostgresTarget(
        url=PostgresUrl.parse(server.url("app", "app-secret")),
        rows=Queries.read({"project": PROJECT, "moods": MOODS}),
        schema=snapshot,
        migrations=tmp_path / "migrations",
        tables=(Table.parse("projects (select)"), Table.parse("jobs (insert)")),
        insert=Insert.read({"table": "jobs", "values": {"project_id": {"query": PROJECT}}}),
    )


def counted(
    server: servers.Postgres, target: PostgresTarget, *steps: str, writing: bool = False
) -> tuple[Outcome, int, int]:
    """What came of it, the connections that it opened, and the statements that it sent."""
    before = len(server.log.read_text())
    outcome = ask(postgres, target, *steps, writing=writing)
    lines = server.log.read_text()[before:].splitlines()
    # a statement is logged when it is executed, several in one message as one
    marks = ("healthcheck|LOG:  execute", "healthcheck|LOG:  statement")
    statements = sum(each.startswith(marks) for each in lines)
    return outcome, sum(CONNECTED in each for each in lines), statements


def test_a_run_of_everything_takes_what_is_stated(
    server: servers.Postgres, target: PostgresTarget
) -> None:
    outcome, connections, statements = counted(server, target, writing=True)

    assert {each.code or each.status for each in outcome.findings} == {"ok"}
    assert connections == stated(postgres.connections, target) == 1
    assert within(statements, postgres, target, outcome)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_alone_takes_what_is_stated(
    server: servers.Postgres, target: PostgresTarget, step: str
) -> None:
    outcome, _, statements = counted(server, target, step)

    assert within(statements, postgres, target, outcome)


def test_nothing_is_stated_for_what_is_not_configured(
    server: servers.Postgres, target: PostgresTarget
) -> None:
    bare = PostgresTarget(url=target.url)
    outcome, _, statements = counted(server, bare, writing=True)

    steps = ("schema", "privileges", "rows", "unblocked", "insertable")
    assert {stated(postgres.steps[each].requests, bare) for each in steps} == {0}
    assert within(statements, postgres, bare, outcome)


def test_without_an_insert_each_table_is_looked_at(
    server: servers.Postgres, target: PostgresTarget
) -> None:
    untold = replace(target, insert=None)
    outcome, _, statements = counted(server, untold, writing=True)

    assert within(statements, postgres, untold, outcome)


def test_where_no_insert_is_to_be_tried_none_is_stated(target: PostgresTarget) -> None:
    declined = replace(target, insert=Insert.read(False))

    assert stated(postgres.steps["insertable"].requests, declined) == 0


def test_further_hosts_may_take_a_connection_each(target: PostgresTarget) -> None:
    url = PostgresUrl.parse("postgresql://app:app-secret@one:1,two:2/jobs")
    several = replace(target, url=url)

    assert stated(postgres.connections, several) == 2
    assert stated(postgres.steps["reachable"].requests, several) == 2
