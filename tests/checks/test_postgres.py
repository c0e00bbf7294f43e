"""PostgreSQL on real servers: each way to fail, and what must not be taken for one."""

import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.codes import CODES
from checks.postgres.connecting.connection import Connection, connect
from checks.postgres.connecting.faults import FAULTS
from checks.postgres.connecting.url import PostgresUrl
from healthcheck import Check, Probe, faults
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import ask_postgres, said

OK = {
    "configured": "ok",
    "reachable": "ok",
    "authenticated": "ok",
    "writable": "ok",
    "capacity": "ok",
    "schema": "unsupported",
    "privileges": "unsupported",
    "rows": "unsupported",
    "unblocked": "unsupported",
    "insertable": "writes",
}
HBA = """
host all trusted 127.0.0.1/32 trust
host all ghost 127.0.0.1/32 trust
host all turned_away 127.0.0.1/32 reject
"""
ROLES = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE ROLE odd LOGIN PASSWORD 'p@ss:w/rd?%#'",
    "CREATE ROLE trusted LOGIN",
    "CREATE ROLE frozen PASSWORD 'frozen-secret'",
    "CREATE ROLE expired LOGIN PASSWORD 'expired-secret' VALID UNTIL '2020-01-01'",
    "CREATE ROLE narrow LOGIN PASSWORD 'narrow-secret' CONNECTION LIMIT 1",
    "CREATE ROLE wide LOGIN PASSWORD 'wide-secret' CONNECTION LIMIT 10",
    "CREATE ROLE reader LOGIN PASSWORD 'reader-secret'",
    "ALTER ROLE reader SET default_transaction_read_only = on",
    "CREATE DATABASE sealed",
    "CREATE DATABASE shut ALLOW_CONNECTIONS false",
    "CREATE DATABASE single CONNECTION LIMIT 1",
    "CREATE DATABASE archive",
    "ALTER DATABASE archive SET default_transaction_read_only = on",
    "REVOKE CONNECT ON DATABASE sealed FROM public",
)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    """One server for most tests; its log tells what it was asked."""
    settings = ("max_connections=20", "log_statement=all", "log_line_prefix=%a|", "ssl=off")
    with servers.postgres(*settings, hba=HBA) as started:
        started.sql(*ROLES)
        yield started


@pytest.fixture(scope="module")
def certificate() -> Iterator[servers.Certificate]:
    with servers.certificate() as made:
        yield made


@pytest.fixture(scope="module")
def tls_server(certificate: servers.Certificate) -> Iterator[servers.Postgres]:
    """It offers TLS, and lets `app` in only over it."""
    with servers.postgres(hba="hostssl all app 127.0.0.1/32 scram-sha-256\n"
                          "host all app 127.0.0.1/32 reject") as started:  # fmt: skip
        started.sql("CREATE ROLE app LOGIN PASSWORD 'app-secret'")
        started.serve_tls(certificate)
        yield started


@pytest.mark.parametrize("prefix", ["postgresql+asyncpg", "postgresql+psycopg2", "postgres"])
def test_a_healthy_database_is_ok_and_tells_who_we_are(
    server: servers.Postgres, prefix: str
) -> None:
    outcome = ask_postgres(server.url("app", "app-secret").replace("postgresql", prefix))

    assert codes(outcome) == OK
    evidence = said(outcome, "authenticated").evidence
    assert evidence == {"user": "app", "database": "postgres", "version": "17.10", "tls": "off"}
    room = {"used": 0, "limit": 17, "limited_by": "the server"}
    assert said(outcome, "capacity").evidence == room


def test_a_run_takes_one_connection_and_two_statements(server: servers.Postgres) -> None:
    server.sql("SET log_statement = none", "ALTER SYSTEM SET log_connections = on")
    server.sql("SELECT pg_reload_conf()")
    before = server.log.read_text()
    ask_postgres(server.url("app", "app-secret"))

    lines = server.log.read_text().removeprefix(before).splitlines()
    assert sum("connection authorized" in line for line in lines) == 1
    assert sum(line.startswith("healthcheck|LOG:  execute") for line in lines) == 2


def test_special_characters_in_the_password_are_url_encoded(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url("odd", "p%40ss%3Aw%2Frd%3F%25%23"))

    assert codes(outcome) == OK


def test_no_password_is_needed_where_the_server_trusts(server: servers.Postgres) -> None:
    outcome = ask_postgres(f"postgresql://trusted@127.0.0.1:{server.port}/postgres")

    assert codes(outcome) == OK


@pytest.mark.parametrize(
    ("user", "password"),
    [("app", "mistaken"), ("nobody_here", "mistaken"), ("expired", "expired-secret")],
)
def test_a_wrong_password_an_unknown_user_and_an_expired_one_look_the_same(
    server: servers.Postgres, user: str, password: str
) -> None:
    outcome = ask_postgres(server.url(user, password))

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.wrong-password"
    assert "or there is no such user" in finding.summary
    assert password not in finding.summary
    assert codes(outcome)["writable"] == "after:authenticated"


def test_a_url_without_a_password_says_so(server: servers.Postgres) -> None:
    outcome = ask_postgres(f"postgresql://app@127.0.0.1:{server.port}/postgres")

    assert said(outcome, "authenticated").code == "postgres.password-required"


def test_a_server_that_asks_no_password_tells_an_unknown_user(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url("ghost", "any"))

    assert said(outcome, "authenticated").code == "postgres.unknown-user"


def test_an_unknown_database_is_named(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url("app", "app-secret", "platfrom"))

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.unknown-database"
    assert "platfrom" in finding.summary


@pytest.mark.parametrize(
    ("user", "database"), [("app", "sealed"), ("app", "shut"), ("frozen", "postgres")]
)
def test_a_known_account_may_still_not_come_in(
    server: servers.Postgres, user: str, database: str
) -> None:
    outcome = ask_postgres(server.url(user, f"{user}-secret", database))

    assert said(outcome, "authenticated").code == "postgres.no-permission"


def test_pg_hba_may_reject_an_account_from_here(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url("turned_away", "any"))

    assert said(outcome, "authenticated").code == "postgres.host-not-allowed"


@pytest.mark.parametrize(
    ("user", "database", "where"),
    [
        ("reader", "postgres", "set for the role reader"),
        ("app", "archive", "set for the database archive"),
    ],
)
def test_read_only_is_told_with_where_it_is_set(
    server: servers.Postgres, user: str, database: str, where: str
) -> None:
    outcome = ask_postgres(server.url(user, f"{user}-secret", database))

    finding = said(outcome, "writable")
    assert finding.code == "postgres.read-only"
    assert where in finding.summary
    assert codes(outcome)["capacity"] == "ok"


def test_tls_demanded_of_a_server_without_it(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url(query="?sslmode=require"))

    assert said(outcome, "reachable").code == "postgres.tls-unexpected"


def test_a_role_at_its_limit_leaves_the_database_unproven(server: servers.Postgres) -> None:
    url = server.url("narrow", "narrow-secret")
    with server.held(1, url):
        outcome = ask_postgres(url)

    assert codes(outcome) == OK | {
        "authenticated": "internal.no-connection",
        "writable": "internal.no-connection",
        "capacity": "postgres.too-many-clients",
        **dict.fromkeys(("schema", "privileges", "rows", "unblocked"), "internal.no-connection"),
    }
    assert 'for role "narrow"' in said(outcome, "capacity").summary


def test_a_database_at_its_limit_has_accepted_the_account(server: servers.Postgres) -> None:
    url = server.url("app", "app-secret", "single")
    with server.held(1, url):
        outcome = ask_postgres(url)

    assert codes(outcome) == OK | {
        "writable": "internal.no-connection",
        "capacity": "postgres.too-many-clients",
        **dict.fromkeys(("schema", "privileges", "rows", "unblocked"), "internal.no-connection"),
    }


def test_our_own_connection_is_not_counted(server: servers.Postgres) -> None:
    outcome = ask_postgres(server.url("narrow", "narrow-secret"))

    assert codes(outcome) == OK
    assert said(outcome, "capacity").evidence["used"] == 0


def test_nine_tenths_of_a_limit_deserve_a_look(server: servers.Postgres) -> None:
    url = server.url("wide", "wide-secret")
    with server.held(8, url):
        eight = ask_postgres(url)
    with server.held(9, url):
        nine = ask_postgres(url)

    assert codes(eight) == OK
    finding = said(nine, "capacity")
    assert (finding.status, finding.code) == ("warn", "postgres.nearly-full")
    assert finding.summary == "9 of the 10 connections of the user are in use, and ours is the last"


def test_what_an_account_may_not_see_is_skipped(server: servers.Postgres) -> None:
    server.sql("CREATE DATABASE blind")
    views = ("pg_stat_activity", "pg_stat_ssl", "pg_settings")
    server.sql(*(f"REVOKE SELECT ON {each} FROM public" for each in views), database="blind")
    outcome = ask_postgres(server.url("app", "app-secret", "blind"))

    assert codes(outcome) == OK | {"capacity": "unsupported"}


def test_a_full_server_says_nothing_of_the_password() -> None:
    with servers.postgres("max_connections=6", "superuser_reserved_connections=2") as small:
        small.sql("CREATE ROLE app LOGIN PASSWORD 'app-secret'")
        with small.held(4):
            reserved = ask_postgres(small.url("app", "app-secret"))
            with small.held(1):
                nearly = ask_postgres(small.url())
        with small.held(4), small.held(2, counted=False):
            full = ask_postgres(small.url("app", "mistaken"))

    assert codes(reserved)["capacity"] == "postgres.too-many-clients"
    assert "reserved" in said(reserved, "capacity").summary
    assert codes(nearly)["capacity"] == "postgres.nearly-full"
    assert codes(full)["capacity"] == "postgres.too-many-clients"
    assert codes(full)["authenticated"] == "internal.no-connection"
    assert "too many clients" in said(full, "capacity").summary


def test_a_standby_is_told_without_writing(server: servers.Postgres) -> None:
    with servers.postgres(base=server) as standby:
        outcome = ask_postgres(standby.url("app", "app-secret"))

    assert codes(outcome) == OK | {"writable": "postgres.standby", "insertable": "after:writable"}


def test_a_standby_may_take_no_connections_at_all(server: servers.Postgres) -> None:
    with servers.postgres("hot_standby=off", base=server, answers="streaming WAL") as standby:
        outcome = ask_postgres(standby.url("app", "app-secret"))

    assert said(outcome, "reachable").code == "postgres.standby"


def test_a_server_that_replays_its_log_is_starting_up(server: servers.Postgres) -> None:
    waiting = ("restore_command=sleep 60", "hot_standby=on")
    with servers.postgres(
        *waiting, base=server, files=["recovery.signal"], answers="starting"
    ) as recovering:
        servers.until(lambda: servers.listens(recovering.port), "it listens")
        outcome = ask_postgres(recovering.url("app", "app-secret"))

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.starting-up"
    assert finding.passing


def test_a_server_told_to_stop_takes_nobody_in() -> None:
    with servers.postgres() as stopping, stopping.held(1, counted=False):
        stopping.signal(signal.SIGTERM)
        servers.until(lambda: "smart shutdown" in stopping.log.read_text(), "it is told to stop")
        outcome = ask_postgres(stopping.url())

    assert said(outcome, "reachable").code == "postgres.shutting-down"


def test_tls_is_used_where_the_server_offers_it(tls_server: servers.Postgres) -> None:
    preferred = ask_postgres(tls_server.url("app", "app-secret"))
    required = ask_postgres(tls_server.url("app", "app-secret", query="?ssl=require"))

    assert codes(preferred) == codes(required) == OK
    assert said(required, "authenticated").evidence["tls"] == "TLSv1.3"


def test_the_certificate_is_checked_against_name_and_ca(
    tls_server: servers.Postgres, certificate: servers.Certificate
) -> None:
    full = f"?sslmode=verify-full&sslrootcert={certificate.ca}"
    by_address = tls_server.url("app", "app-secret", query=full)
    right = ask_postgres(by_address.replace("127.0.0.1", "localhost"))
    wrong = ask_postgres(by_address)
    missing = ask_postgres(by_address.replace("ca.pem", "not-there.pem"))

    assert codes(right) == OK
    assert said(wrong, "reachable").code == "postgres.certificate"
    assert said(missing, "reachable").code == "postgres.certificate"


def test_a_server_that_lets_in_only_over_tls(tls_server: servers.Postgres) -> None:
    outcome = ask_postgres(tls_server.url("app", "app-secret", query="?sslmode=disable"))

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.tls-expected"
    assert "sslmode=require" in finding.hint


def test_a_stopped_server_is_silent(server: servers.Postgres) -> None:
    with servers.stopped(server.pid):
        outcome = ask_postgres(server.url("app", "app-secret"), timeout=0.7)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("postgres.silent", "silent")
    assert codes(ask_postgres(server.url("app", "app-secret"))) == OK


def test_nobody_listens() -> None:
    outcome = ask_postgres(f"postgresql://app:app-secret@localhost:{servers.free_port()}/x")

    assert said(outcome, "reachable").code == "postgres.refused"


def test_the_name_does_not_resolve() -> None:
    outcome = ask_postgres("postgresql://app:app-secret@database.invalid/x")

    assert said(outcome, "reachable").code == "postgres.name-not-found"


def test_a_port_that_never_speaks() -> None:
    with servers.listener() as port:
        outcome = ask_postgres(f"postgresql://app:app-secret@127.0.0.1:{port}/x", timeout=0.5)

    assert said(outcome, "reachable").code == "postgres.silent"


def test_a_port_that_cuts_the_connection() -> None:
    with servers.listener(b"") as port:
        outcome = ask_postgres(f"postgresql://app:app-secret@127.0.0.1:{port}/x")

    assert said(outcome, "reachable").code == "postgres.reset"


HANDSHAKE_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"
SETTINGS_FRAME = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00"


@pytest.mark.parametrize("query", ["", "?sslmode=require", "?sslmode=disable"])
@pytest.mark.parametrize(
    ("answer", "at_once", "who"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False, "a web server"),
        (SETTINGS_FRAME, True, "an HTTP/2 server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", True, "an SSH server"),
    ],
)
def test_another_service_is_named(query: str, answer: bytes, at_once: bool, who: str) -> None:
    with servers.listener(answer, at_once=at_once) as port:
        url = f"postgresql://app:app-secret@127.0.0.1:{port}/x{query}"
        outcome = ask_postgres(url, timeout=1.5)

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.other-service"
    assert who in finding.summary


def test_redis_on_the_port_is_named() -> None:
    with servers.valkey() as valkey:
        url = f"postgresql://app:app-secret@127.0.0.1:{valkey.port}/x"
        outcome = ask_postgres(url, timeout=1.5)

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.other-service"
    assert "answered by Redis" in finding.summary


def test_a_tls_server_on_the_port() -> None:
    with servers.listener(HANDSHAKE_ALERT) as port:
        outcome = ask_postgres(f"postgresql://app:app-secret@127.0.0.1:{port}/x")

    assert said(outcome, "reachable").code == "postgres.tls-expected"


def test_a_connection_cut_by_an_administrator(server: servers.Postgres) -> None:
    outcome = ask(_suicidal(), PostgresTarget(url=PostgresUrl.parse(server.url())))

    assert codes(outcome)["reachable"] == "postgres.shutting-down"
    assert codes(outcome)["again"] == "postgres.reset"


def test_every_fault_row_names_a_class_of_the_client_library() -> None:
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # noqa: F401 - makes the names known

    assert [row.error for row in FAULTS if faults.resolve(row.error) is None] == []


def _suicidal() -> Check[PostgresTarget, Connection]:
    """Our rows, and a step that asks the server to end its own connection."""

    bare = Check("postgres", PostgresTarget, service="PostgreSQL", faults=FAULTS, codes=CODES)

    @bare.connect
    async def check(target: PostgresTarget) -> AsyncIterator[Connection]:
        connection = await connect(target.url)
        yield connection
        await connection.close()

    @check.step
    async def reachable(connection: Connection, probe: Probe[PostgresTarget]) -> None:
        await connection.fetch("SELECT pg_terminate_backend(pg_backend_pid())")

    @check.step(after=[])
    async def again(connection: Connection, probe: Probe[PostgresTarget]) -> None:
        await connection.fetch("SELECT 1")

    return check


def test_settings_that_the_driver_cannot_use(
    server: servers.Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLNEGOTIATION", "direct")

    outcome = ask_postgres(server.url("app", "app-secret"))

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.unusable-settings"
    assert "sslmode=require" in finding.summary


def test_a_server_that_has_lost_its_files() -> None:
    with servers.postgres() as damaged:
        # a database's own map: without the server's, background processes crash and it restarts
        ((oid,),) = damaged.sql("SELECT oid FROM pg_database WHERE datname = 'template1'")
        (damaged.data / "base" / str(oid) / "pg_filenode.map").unlink()

        outcome = ask_postgres(damaged.url(database="template1"))

    assert said(outcome, "reachable").code == "postgres.server-error"
