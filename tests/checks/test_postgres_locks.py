"""Locks on a real PostgreSQL: which stand in a job's way, and which do not."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.privileges.tables import Table
from healthcheck import Finding
from healthcheck.dependency import Dependency, inspection
from healthcheck.runner import run
from tests import servers
from tests.ask import ask
from tests.checks.asking import said

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TABLE projects (id int PRIMARY KEY, name text)",
    "INSERT INTO projects VALUES (1, 'one')",
    "CREATE TABLE training_jobs (id serial PRIMARY KEY, project_id int REFERENCES projects)",
    "CREATE TABLE users (id int)",
    "CREATE TABLE elsewhere (id int)",
    "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO app",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app",
)
JOBS = "training_jobs (insert)"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres("ssl=off", "max_prepared_transactions=2") as started:
        started.sql(*SETUP)
        yield started


def unblocked(
    server: servers.Postgres, *tables: str, insert: object = None, timeout: float = 5.0
) -> Finding:
    """The finding about these tables."""
    target = PostgresTarget(
        url=PostgresUrl.parse(server.url("app", "app-secret")),
        tables=tuple(Table.parse(each) for each in tables),
        insert=None if insert is None else Insert.read(insert),
    )
    return said(ask(postgres, target, "unblocked", timeout=timeout), "unblocked")


@contextmanager
def session(server: servers.Postgres, *statements: str, waits: str = "") -> Iterator[int]:
    """Another session has begun a transaction with these, or waits for what the last one needs."""
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(server.url()))
    pid: int = connection.get_server_pid()
    thread = threading.Thread(target=_run, args=(loop, connection, waits))
    try:
        loop.run_until_complete(connection.execute("; ".join(["BEGIN", *statements])))
        if waits:
            thread.start()
            active = f"SELECT 1 FROM pg_stat_activity WHERE pid = {pid} AND state = 'active'"
            servers.until(lambda: bool(server.sql(active)), "it has begun")
        yield pid
    finally:
        server.sql(f"SELECT pg_terminate_backend({pid})")
        if waits:
            thread.join()
        loop.run_until_complete(connection.close())
        loop.close()


def _run(loop: asyncio.AbstractEventLoop, connection: Any, statement: str) -> None:
    import asyncpg

    try:
        loop.run_until_complete(connection.execute(statement))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return


def lasts(server: servers.Postgres, pid: int) -> None:
    """Waits until the session has been as it is for more than a second."""
    old = f"pid = {pid} AND state_change < now() - '1.1s'::interval"
    lasting = f"SELECT 1 FROM pg_stat_activity WHERE {old}"
    servers.until(lambda: bool(server.sql(lasting)), "it has lasted for a second")


EXCLUSIVE = "LOCK TABLE {} IN {} MODE"


@pytest.mark.parametrize(
    ("table", "mode", "touched"),
    [
        ("training_jobs", "ACCESS EXCLUSIVE", JOBS),
        ("training_jobs", "SHARE", JOBS),
        ("training_jobs", "SHARE ROW EXCLUSIVE", JOBS),
        ("training_jobs", "EXCLUSIVE", "training_jobs (update): its status"),
        ("projects", "EXCLUSIVE", JOBS),
        ("users", "ACCESS EXCLUSIVE", "users"),
        ("users", "ACCESS EXCLUSIVE", "public.users (select): who it is"),
    ],
)
def test_a_lock_that_an_operation_waits_for_is_named_with_its_session(
    server: servers.Postgres, table: str, mode: str, touched: str
) -> None:
    with session(server, EXCLUSIVE.format(table, mode)) as pid:
        finding = unblocked(server, touched)

    assert (finding.code, finding.manner) == ("postgres.locked", "blocks")
    assert finding.passing
    assert finding.summary.startswith(f"{table} is locked ({mode.title().replace(' ', '')}Lock) by")
    assert f"pid {pid} (user postgres)" in finding.summary
    assert f"SELECT pg_terminate_backend({pid});" in finding.hint


@pytest.mark.parametrize(
    ("table", "mode", "touched"),
    [
        ("training_jobs", "ROW EXCLUSIVE", JOBS),
        ("training_jobs", "SHARE UPDATE EXCLUSIVE", JOBS),
        ("projects", "SHARE ROW EXCLUSIVE", JOBS),
        ("projects", "EXCLUSIVE", "training_jobs (select, update)"),
        ("users", "EXCLUSIVE", "users (select)"),
        ("elsewhere", "ACCESS EXCLUSIVE", JOBS),
    ],
)
def test_a_lock_that_nobody_waits_for_is_no_finding(
    server: servers.Postgres, table: str, mode: str, touched: str
) -> None:
    with session(server, EXCLUSIVE.format(table, mode)) as pid:
        lasts(server, pid)
        finding = unblocked(server, touched)

    assert finding.status == "ok"


def test_a_select_that_runs_is_no_finding(server: servers.Postgres) -> None:
    running = (
        "SELECT pg_sleep(60), (SELECT count(*) FROM training_jobs), (SELECT count(*) FROM users)"
    )
    with session(server, "INSERT INTO training_jobs DEFAULT VALUES", waits=running):
        finding = unblocked(server, JOBS, "users")

    assert finding.status == "ok"


def test_a_lock_that_is_waited_for_stands_in_the_way_as_well(server: servers.Postgres) -> None:
    with (
        session(server, "SELECT * FROM training_jobs") as first,
        session(
            server, waits="ALTER TABLE training_jobs ADD secret text DEFAULT 'hidden_word'"
        ) as pid,
    ):
        finding = unblocked(server, JOBS)

    assert finding.code == "postgres.locked"
    assert f"is about to be locked (AccessExclusiveLock) by pid {pid}" in finding.summary
    assert f"which waits for pid {first}" in finding.summary
    assert f"SELECT pg_terminate_backend({first});" in finding.hint
    assert f"SELECT pg_terminate_backend({pid});" in finding.hint
    assert "hidden_word" not in finding.summary


def test_an_account_that_may_see_all_is_told_what_the_session_does(
    server: servers.Postgres,
) -> None:
    secret = "SELECT 'hidden_word' AS one"
    server.sql("GRANT pg_read_all_stats TO app")
    try:
        with session(server, EXCLUSIVE.format("users", "ACCESS EXCLUSIVE"), secret) as pid:
            lasts(server, pid)
            finding = unblocked(server, "users")
    finally:
        server.sql("REVOKE pg_read_all_stats FROM app")

    assert ', idle in transaction: "BEGIN; LOCK TABLE users IN ACCESS' in finding.summary
    assert "127.0.0.1" in finding.summary
    assert "hidden_word" not in str(finding)


def test_a_lock_that_comes_and_goes_is_no_finding(server: servers.Postgres) -> None:
    import asyncpg

    done = threading.Event()

    def churn() -> None:
        async def lock() -> None:
            connection = await asyncpg.connect(server.url())
            while not done.is_set():
                await connection.execute("BEGIN; LOCK TABLE users; SELECT pg_sleep(0.05); COMMIT")
            await connection.close()

        asyncio.run(lock())

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        findings = [unblocked(server, "users").status for _ in range(3)]
    finally:
        done.set()
        thread.join()

    assert set(findings) == {"ok"}


def test_a_lock_that_there_is_no_time_to_look_at_twice_decides_nothing(
    server: servers.Postgres,
) -> None:
    with session(server, EXCLUSIVE.format("users", "ACCESS EXCLUSIVE")):
        finding = unblocked(server, "users", timeout=0.9)

    assert (finding.status, finding.code) == ("unknown", "postgres.locked")
    assert "no time to see whether that lasts" in finding.summary


def test_a_prepared_transaction_that_nobody_ends_is_named(server: servers.Postgres) -> None:
    server.sql("BEGIN", "LOCK TABLE users", "PREPARE TRANSACTION 'left behind'")
    try:
        finding = unblocked(server, "users")
    finally:
        server.sql("ROLLBACK PREPARED 'left behind'")

    assert finding.code == "postgres.locked"
    assert 'the prepared transaction "left behind"' in finding.summary
    assert "ROLLBACK PREPARED 'left behind';" in finding.hint


def test_an_account_that_may_not_see_locks_is_not_asked_about_them(
    server: servers.Postgres,
) -> None:
    server.sql("REVOKE SELECT ON pg_stat_activity FROM public")
    try:
        finding = unblocked(server, JOBS)
        inspection = inspected(server, "app", "app-secret")
    finally:
        server.sql("GRANT SELECT ON pg_stat_activity TO public")

    assert finding.because == "unsupported"
    assert inspection.because == "unsupported"


def test_without_tables_it_is_open_whose_locks_matter(server: servers.Postgres) -> None:
    assert unblocked(server).because == "unsupported"


def test_a_table_that_is_not_there_is_not_locked(server: servers.Postgres) -> None:
    assert unblocked(server, "absent", "other.absent").status == "ok"


def test_the_inserts_own_table_counts_without_being_named(server: servers.Postgres) -> None:
    with session(server, EXCLUSIVE.format("training_jobs", "SHARE")):
        finding = unblocked(server, insert="INSERT INTO training_jobs DEFAULT VALUES")

    assert finding.code == "postgres.locked"


def test_an_inspection_tells_who_waits_for_whom(server: servers.Postgres) -> None:
    with (
        session(server, EXCLUSIVE.format("users", "ACCESS EXCLUSIVE")) as holder,
        session(server, waits="SELECT 'hidden_word' FROM users") as waiter,
    ):
        waited = "SELECT 1 FROM pg_locks WHERE NOT granted AND waitstart < now() - '1.1s'::interval"
        servers.until(lambda: bool(server.sql(waited)), "it has waited for a second")
        finding = inspected(server)

    assert (finding.code, finding.manner) == ("postgres.locked", "blocks")
    assert finding.summary.startswith(f"pid {waiter} has waited for users for ")
    assert finding.summary.endswith(f"it begins at {holder}")
    assert f"SELECT pg_terminate_backend({holder});" in finding.hint
    first = evidence(finding, "waiting")[0]
    assert (first["pid"], first["waits_for"]) == (waiter, [holder])
    assert first["query"] == "SELECT..."
    assert "hidden_word" not in str(finding)


def test_an_inspection_of_a_database_at_rest_is_ok(server: servers.Postgres) -> None:
    with session(server, "SELECT * FROM users") as pid:
        finding = inspected(server)

    assert finding.status == "ok"
    assert evidence(finding, "waiting") == []
    assert [each["pid"] for each in evidence(finding, "longest")] == [pid]


def evidence(finding: Finding, name: str) -> list[dict[str, Any]]:
    """The sessions of a kind that an inspection has found."""
    listed: Any = finding.evidence
    found: list[dict[str, Any]] = listed[name]
    return found


def inspected(
    server: servers.Postgres, user: str = "postgres", password: str = servers.PASSWORD
) -> Finding:
    """What the inspection says, to the superuser mostly."""
    target = PostgresTarget(url=PostgresUrl.parse(server.url(user, password)))
    dependency = Dependency(name="it", check=postgres, target=target)
    (outcome,) = asyncio.run(run([dependency], inspection([dependency])))
    return said(outcome, "sessions")
