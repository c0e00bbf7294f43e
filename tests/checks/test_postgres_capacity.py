"""Room for connections on a real PostgreSQL: what is a failure, and what only deserves a look."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from checks.postgres import PostgresTarget, room
from checks.postgres.codes import CODES
from checks.postgres.connecting.connection import Reached, connect
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.steps.capacity import capacity
from healthcheck import Check, Finding, Probe
from tests import servers
from tests.ask import ask
from tests.checks.asking import ask_postgres, said

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE ROLE three LOGIN PASSWORD 'three-secret' CONNECTION LIMIT 3",
    "CREATE ROLE seeing LOGIN PASSWORD 'seeing-secret'",
    "GRANT pg_read_all_stats TO seeing",
)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres("ssl=off", "max_connections=20") as started:
        started.sql(*SETUP)
        yield started


def test_who_holds_the_last_place_is_said_and_is_no_failure(server: servers.Postgres) -> None:
    url = server.url("three", "three-secret")
    with server.held(1, url):
        enough = said(ask_postgres(url), "capacity")
    with server.held(2, url):
        last = said(ask_postgres(url), "capacity")

    assert enough.status == "ok"
    assert (last.status, last.code) == ("warn", "postgres.nearly-full")
    assert last.summary == "2 of the 3 connections of the user are in use, and ours is the last"


def test_a_limit_that_is_lowered_below_what_is_in_use_lets_nobody_in(
    server: servers.Postgres,
) -> None:
    """Ours came in before that, as a connection does that is kept, or a pooler's."""
    url = server.url("three", "three-secret")
    try:
        with server.held(2, url):
            finding = _lowering(server, url, "ALTER ROLE three CONNECTION LIMIT 2")
    finally:
        server.sql("ALTER ROLE three CONNECTION LIMIT 3")

    assert (finding.status, finding.code) == ("fail", "postgres.too-many-clients")
    assert finding.summary.startswith("2 of the 2 connections of the user are in use, without ours")


def _lowering(server: servers.Postgres, url: str, statement: str) -> Finding:
    """What the step says over a connection that is older than the limit."""
    bare = Check("postgres", PostgresTarget, service="PostgreSQL", codes=CODES)

    @bare.connect
    async def check(target: PostgresTarget) -> AsyncIterator[Reached]:
        connection = await connect(target.url)
        await asyncio.to_thread(server.sql, statement)
        yield connection
        await connection.close()

    @check.step(after=[])
    async def again(connection: Reached, probe: Probe[PostgresTarget]) -> None:
        await capacity(connection, probe)

    return said(ask(check, PostgresTarget(url=PostgresUrl.parse(url))), "again")


@pytest.mark.parametrize("user", ["app", "seeing"])
def test_a_busy_server_that_suffices_is_ok(server: servers.Postgres, user: str) -> None:
    with server.held(12):
        finding = said(ask_postgres(server.url(user, f"{user}-secret")), "capacity")

    assert finding.status == "ok"
    assert finding.evidence["used"] == 12


def test_a_transaction_that_nobody_goes_on_with_deserves_a_look(
    server: servers.Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = room.STATEMENT.replace("interval '60 s'", "interval '0 s'")
    monkeypatch.setattr(room, "STATEMENT", at_once)
    with idle(server) as pid:
        blind = said(ask_postgres(server.url("app", "app-secret")), "capacity")
        seeing = said(ask_postgres(server.url("seeing", "seeing-secret")), "capacity")

    assert blind.status == "ok"
    assert (seeing.status, seeing.code) == ("warn", "postgres.idle-in-transaction")
    assert f"a session has done nothing for a minute in an open transaction: pid {pid}" in (
        seeing.summary
    )
    assert "(user postgres, trainer, postgres)" in seeing.summary
    assert f"SELECT pg_terminate_backend({pid});" in seeing.hint
    assert "idle_in_transaction_session_timeout" in seeing.hint


def test_a_young_transaction_is_a_working_day(server: servers.Postgres) -> None:
    with idle(server):
        finding = said(ask_postgres(server.url("seeing", "seeing-secret")), "capacity")

    assert finding.status == "ok"


@contextmanager
def idle(server: servers.Postgres) -> Iterator[int]:
    """A session has begun a transaction, and does nothing; its pid."""
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    loop = asyncio.new_event_loop()
    named = {"application_name": "trainer"}
    connection = loop.run_until_complete(asyncpg.connect(server.url(), server_settings=named))
    try:
        loop.run_until_complete(connection.execute("BEGIN; SELECT 1"))
        yield connection.get_server_pid()
    finally:
        loop.run_until_complete(connection.close())
        loop.close()
