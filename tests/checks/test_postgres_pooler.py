"""PostgreSQL behind a real PgBouncer, which lends its connections to the server in turn."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

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
from tests.ask import ask, codes
from tests.checks.asking import ask_postgres, said
from tests.pooler import Pooler, pooler

pytestmark = pytest.mark.pooler

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TABLE projects (id int PRIMARY KEY)",
    "INSERT INTO projects VALUES (1)",
    "CREATE TYPE mood AS ENUM ('fine')",
    "CREATE TABLE jobs (id serial PRIMARY KEY, project_id int NOT NULL REFERENCES projects,"
    " mood mood NOT NULL)",
    "CREATE TABLE alembic_version (version_num text)",
    "INSERT INTO alembic_version VALUES ('one')",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO app",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app",
)
PROJECT = "SELECT id FROM projects LIMIT 1"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres("ssl=off") as started:
        started.sql(*SETUP)
        yield started


@pytest.fixture(scope="module")
def lending(server: servers.Postgres) -> Iterator[Pooler]:
    """By the transaction, three connections in turn."""
    with pooler(server) as started:
        started.spread(3)
        yield started


Everything = Callable[[str], PostgresTarget]


@pytest.fixture
def everything(tmp_path: Path) -> Everything:
    """All that can be configured."""
    snapshot, versions = tmp_path / "schema.json", tmp_path / "migrations" / "versions"
    known = Schema({"projects": Recorded({"id": Column("integer", null=False)})})
    snapshot.write_text(written(known))
    versions.mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").touch()
    revision = 'revision = "one"\ndown_revision = None\ndef upgrade(): pass\n'
    (versions / "one.py").write_text(revision)
    values = {"project_id": {"query": PROJECT}, "mood": "fine"}
    return lambda url: PostgresTarget(
        url=PostgresUrl.parse(url),
        rows=Queries.read({"project": PROJECT, "moods": "SELECT 'fine'::mood"}),
        schema=snapshot,
        migrations=tmp_path / "migrations",
        tables=(Table.parse("projects (select)"), Table.parse("jobs (select, insert)")),
        insert=Insert.read({"table": "jobs", "values": values}),
    )


def busied(pooler: Pooler, url: str) -> Outcome:
    """Asked while another client has a transaction open."""

    async def ask_beside() -> Outcome:
        client = await pooler.client()
        await client.execute("BEGIN; SELECT 1")
        try:
            return await asyncio.to_thread(ask_postgres, url)
        finally:
            await client.close()

    return asyncio.run(ask_beside())


def test_each_query_meets_another_connection(lending: Pooler) -> None:
    async def processes() -> set[int]:
        client = await lending.client()
        try:
            return {await client.fetchval("SELECT pg_backend_pid()") for _ in range(3)}
        finally:
            await client.close()

    assert len(asyncio.run(processes())) == 3


def test_every_step_is_what_it_is_without_a_pooler(
    lending: Pooler, server: servers.Postgres, everything: Everything
) -> None:
    outcome = ask(postgres, everything(lending.url()), writing=True)
    direct = ask(postgres, everything(server.url("app", "app-secret")), writing=True)

    assert codes(outcome) == codes(direct)
    assert set(codes(outcome).values()) == {"ok"}
    assert server.sql("SELECT * FROM jobs") == []


@pytest.mark.parametrize("mode", ["session", "transaction"])
def test_one_connection_to_the_server_is_enough(
    server: servers.Postgres, everything: Everything, mode: str
) -> None:
    with pooler(server, mode=mode, default_pool_size=1) as one:
        outcome = ask(postgres, everything(one.url()), writing=True)

    assert set(codes(outcome).values()) == {"ok"}


def test_nothing_of_us_stays_with_the_connection(
    server: servers.Postgres, everything: Everything
) -> None:
    with pooler(server, default_pool_size=1) as one:
        ask(postgres, everything(one.url()), writing=True)
        found = asyncio.run(_left(one))

    assert found == [("lock_timeout", "0"), ("statement_timeout", "0")]


async def _left(pooler: Pooler) -> list[tuple[str, str]]:
    client = await pooler.client()
    names = "'statement_timeout', 'lock_timeout'"
    query = f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY name"
    try:
        async with client.transaction():
            return [tuple(row) for row in await client.fetch(query)]
    finally:
        await client.close()


def test_without_transactions_no_job_is_inserted(server: servers.Postgres) -> None:
    with pooler(server, mode="statement") as by_statement:
        outcome = ask_postgres(by_statement.url())

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.statement-pooling"
    assert "pool_mode" in finding.hint


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"password": "wrong"}, "postgres.wrong-password"),
        ({"user": "nobody-else"}, "postgres.wrong-password"),
        ({"user": "lost", "password": "lost-secret"}, "postgres.wrong-password"),
        ({"database": "platfrom"}, "postgres.unknown-database"),
    ],
)
def test_what_it_or_its_server_refuses(lending: Pooler, asked: dict[str, str], code: str) -> None:
    finding = said(ask_postgres(lending.url(**asked)), "authenticated")

    assert finding.code == code
    assert finding.summary.startswith(f"the pooler at 127.0.0.1:{lending.port}: ")


def test_a_database_that_it_does_not_list(server: servers.Postgres) -> None:
    with pooler(server, databases="platform") as one:
        outcome = ask_postgres(one.url("elsewhere"))

    assert codes(outcome)["authenticated"] == "postgres.unknown-database"


def test_options_that_it_does_not_take(lending: Pooler) -> None:
    outcome = ask_postgres(f"{lending.url()}?options=-csearch_path%3Dpublic")

    assert codes(outcome)["reachable"] == "postgres.unusable-settings"


def test_no_further_client_is_let_in(server: servers.Postgres) -> None:
    with pooler(server, max_client_conn=1) as full:
        outcome = busied(full, full.url())

    assert codes(outcome)["capacity"] == "postgres.too-many-clients"


def test_a_pool_in_use_makes_wait(server: servers.Postgres) -> None:
    with pooler(server, default_pool_size=1) as one:
        outcome = busied(one, one.url())

    assert said(outcome, "authenticated").manner == "silent"


def test_a_pool_in_use_for_longer_than_it_lets_wait(server: servers.Postgres) -> None:
    with pooler(server, default_pool_size=1, query_wait_timeout=1) as one:
        outcome = busied(one, one.url())

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.behind-pooler"
    assert "query_wait_timeout" in finding.summary


def test_the_server_behind_it_is_gone() -> None:
    with servers.postgres("ssl=off") as server:
        server.sql(SETUP[0])
        with pooler(server) as one:
            one.spread(1)
            os.kill(server.pid, signal.SIGINT)
            servers.until(lambda: not servers.listens(server.port), "PostgreSQL is stopped")
            said_so: list[Any] = []

            def told() -> bool:
                said_so.append(ask_postgres(one.url()))
                return "postgres.behind-pooler" in codes(said_so[-1]).values()

            servers.until(told, "the pooler has noticed")


def test_the_server_behind_it_was_never_there() -> None:
    nowhere = cast(servers.Postgres, SimpleNamespace(port=servers.free_port()))
    with pooler(nowhere) as one:
        outcome = ask_postgres(one.url())

    (finding,) = (each for each in outcome.findings if each.status == "fail")
    assert finding.manner in ("silent", "slow", "refuses")
