"""PostgreSQL by the URLs that people write: several hosts, sockets, services, password files."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.postgres.connecting.hosts import find
from checks.postgres.connecting.url import PostgresUrl
from healthcheck import Outcome
from tests import servers
from tests.ask import codes
from tests.checks.asking import ask_postgres, said

SIGN_IN = ("reachable", "authenticated", "writable")
ROLES = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    r"CREATE ROLE odd LOGIN PASSWORD 'a:b\c'",
)
HBA = "local all app peer\nlocal all all trust\n"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No password, service or certificate of whoever runs the tests counts."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def sockets() -> Iterator[Path]:
    """Where the server has its socket."""
    with servers.directory() as made:
        made.chmod(0o777)
        yield made


@pytest.fixture(scope="module")
def server(sockets: Path) -> Iterator[servers.Postgres]:
    with servers.postgres(f"unix_socket_directories={sockets}", "ssl=off", hba=HBA) as started:
        started.sql(*ROLES)
        yield started


@pytest.fixture(scope="module")
def standby(server: servers.Postgres) -> Iterator[servers.Postgres]:
    with servers.postgres(base=server) as started:
        yield started


@pytest.fixture(scope="module")
def certificate() -> Iterator[servers.Certificate]:
    with servers.certificate() as made:
        yield made


@pytest.fixture(scope="module")
def tls_server(certificate: servers.Certificate) -> Iterator[servers.Postgres]:
    """It lets `app` in with TLS, `plain` without, and `known` by a certificate."""
    lines = ("hostssl all app", "hostnossl all plain")
    hba = "".join(f"{each} all scram-sha-256\n" for each in lines)
    hba += "host all app all reject\nhost all plain all reject\nhostssl all known all cert\n"
    with servers.postgres("ssl_ca_file=server.ca", hba=hba, files=["server.ca"]) as started:
        (started.data / "server.ca").write_text(certificate.ca.read_text())
        started.sql(*(f"CREATE ROLE {each} LOGIN PASSWORD 'it'" for each in ("app", "plain")))
        started.sql("CREATE ROLE known LOGIN")
        started.serve_tls(certificate)
        yield started


def ask(url: str, timeout: float = 5.0) -> Outcome:
    return ask_postgres(url, *SIGN_IN, timeout=timeout)


def at(*ports: int, query: str = "", account: str = "app:app-secret") -> str:
    """A URL with hosts of this machine."""
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    return f"postgresql://{account}@{hosts}/postgres{query}"


def ok(outcome: Outcome) -> bool:
    return [codes(outcome)[each] for each in SIGN_IN] == ["ok"] * 3


def test_of_two_hosts_a_dead_one_is_a_warning(server: servers.Postgres) -> None:
    closed = servers.free_port()
    outcome = ask(at(closed, server.port))

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("warn", "postgres.dead-host")
    assert finding.summary == (
        f"127.0.0.1:{closed} refuses connections; 127.0.0.1:{server.port} answers in its place"
    )
    assert finding.evidence == {
        "host": f"127.0.0.1:{server.port}",
        "others": {f"127.0.0.1:{closed}": "refuses connections"},
    }
    assert codes(outcome)["writable"] == "ok"
    assert outcome.address == f"127.0.0.1:{closed},127.0.0.1:{server.port}/postgres"


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1:{0},127.0.0.1:{1}/postgres",
        "/postgres?host=127.0.0.1,127.0.0.1&port={0},{1}",
        "/postgres?host=127.0.0.1:{0}&host=127.0.0.1:{1}",
        "/postgres?host=gone.invalid,127.0.0.1&port={1}",
    ],
)
def test_every_spelling_of_several_hosts_is_followed(
    server: servers.Postgres, written: str
) -> None:
    outcome = ask("postgresql://app:app-secret@" + written.format(servers.free_port(), server.port))

    assert codes(outcome)["reachable"] == "postgres.dead-host"
    assert codes(outcome)["authenticated"] == "ok"


def test_a_second_host_that_is_not_needed_is_not_asked(server: servers.Postgres) -> None:
    outcome = ask(at(server.port, servers.free_port()))

    assert ok(outcome)
    assert said(outcome, "reachable").evidence["others"] == {}


def test_where_none_answers_the_first_one_tells() -> None:
    with servers.listener(b"") as cutting:
        outcome = ask(at(servers.free_port(), cutting))

    assert said(outcome, "reachable").code == "postgres.refused"


def test_a_silent_host_holds_drivers_up() -> None:
    with servers.listener() as silent, servers.listener() as other:
        outcome = ask(at(silent, other))

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("postgres.silent", "silent")
    assert f"127.0.0.1:{silent} gave no answer" in finding.summary


def test_a_silent_host_is_passed_over_where_the_url_says_after_how_long(
    server: servers.Postgres,
) -> None:
    with servers.listener() as silent:
        outcome = ask(at(silent, server.port, query="?connect_timeout=2"))

    assert codes(outcome)["reachable"] == "postgres.dead-host"
    assert "is silent" in said(outcome, "reachable").summary


def test_a_rejected_password_ends_the_search(
    server: servers.Postgres, standby: servers.Postgres
) -> None:
    outcome = ask(at(server.port, standby.port, account="app:mistaken"))

    assert said(outcome, "authenticated").code == "postgres.wrong-password"


def test_psycopg_3_goes_on_after_a_rejected_password(
    server: servers.Postgres, tls_server: servers.Postgres
) -> None:
    url = at(tls_server.port, server.port).replace("postgresql:", "postgresql+psycopg:")
    outcome = ask(url)

    assert codes(outcome)["reachable"] == "postgres.dead-host"
    assert "password authentication failed" in said(outcome, "reachable").summary
    assert codes(outcome)["writable"] == "ok"


def test_a_host_that_cuts_the_connection_is_passed_over(server: servers.Postgres) -> None:
    with servers.listener(b"") as cutting:
        outcome = ask(at(cutting, server.port))

    assert "cuts the connection" in said(outcome, "reachable").summary


@pytest.mark.parametrize("wanted", ["read-write", "primary"])
def test_the_primary_is_found_behind_its_standby(
    server: servers.Postgres, standby: servers.Postgres, wanted: str
) -> None:
    query = f"?target_session_attrs={wanted}"
    outcome = ask(at(standby.port, server.port, query=query))

    assert ok(outcome)
    assert said(outcome, "reachable").evidence == {
        "host": f"127.0.0.1:{server.port}",
        "others": {f"127.0.0.1:{standby.port}": "is a standby"},
    }


def test_a_standby_that_is_taken_first_takes_no_job(
    server: servers.Postgres, standby: servers.Postgres
) -> None:
    outcome = ask(at(standby.port, server.port))

    finding = said(outcome, "writable")
    assert finding.code == "postgres.standby"
    assert "target_session_attrs=read-write" in finding.hint


def test_a_standby_alone_is_told_though_drivers_refuse_it(standby: servers.Postgres) -> None:
    query = "?target_session_attrs=read-write"
    outcome = ask(at(servers.free_port(), standby.port, query=query))

    assert codes(outcome)["reachable"] == "postgres.dead-host"
    assert codes(outcome)["writable"] == "postgres.standby"


@pytest.mark.parametrize("wanted", ["standby", "read-only", "prefer-standby"])
def test_a_standby_meant_for_reading_is_ok(
    server: servers.Postgres, standby: servers.Postgres, wanted: str
) -> None:
    query = f"?target_session_attrs={wanted}"
    behind = ask(at(server.port, standby.port, query=query))
    alone = ask(at(standby.port, query=query))

    assert ok(behind)
    assert said(behind, "reachable").evidence["host"] == f"127.0.0.1:{standby.port}"
    assert ok(alone)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("standby", "postgres.no-standby"),
        ("read-only", "postgres.no-standby"),
        ("prefer-standby", "ok"),
    ],
)
def test_a_primary_where_a_standby_is_wanted(
    server: servers.Postgres, wanted: str, code: str
) -> None:
    outcome = ask(at(server.port, query=f"?target_session_attrs={wanted}"))

    assert codes(outcome)["writable"] == code


def test_only_one_connection_stays_open(
    server: servers.Postgres, standby: servers.Postgres
) -> None:
    url = PostgresUrl.parse(at(standby.port, server.port, query="?target_session_attrs=primary"))
    open_there = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'healthcheck'"

    async def held() -> None:
        connection = await find(url)
        await asyncio.to_thread(
            servers.until, lambda: not standby.sql(open_there), "it is gone from the standby"
        )
        assert len(await connection.fetch(open_there)) == 1
        await connection.close()

    asyncio.run(held())


def test_a_unix_socket_by_its_folder(server: servers.Postgres, sockets: Path) -> None:
    folder = str(sockets).replace("/", "%2F")
    by_query = f"postgresql://postgres@/postgres?host={sockets}&port={server.port}"
    by_host = ask(f"postgresql://postgres@{folder}:{server.port}/postgres?sslmode=require")

    assert ok(by_host)
    assert ok(ask(by_query))
    assert by_host.address == f"{sockets}/.s.PGSQL.{server.port}/postgres"
    assert by_host.peer is None


def test_a_socket_that_is_not_there(sockets: Path) -> None:
    outcome = ask(f"postgresql://app@/x?host={sockets}&port=1")
    too_long = ask(f"postgresql://app@/x?host=/{'x' * 120}")

    finding = said(outcome, "reachable")
    assert finding.code == "postgres.no-socket"
    assert finding.summary == (
        f"the Unix socket {sockets}/.s.PGSQL.1 cannot be opened: No such file or directory"
    )
    assert said(too_long, "reachable").code == "postgres.no-socket"


def test_a_socket_that_nobody_listens_on(sockets: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(sockets / ".s.PGSQL.2"))
    outcome = ask(f"postgresql://app@/x?host={sockets}&port=2")

    assert said(outcome, "reachable").code == "postgres.refused"


def test_a_socket_may_know_only_the_system_s_users(server: servers.Postgres, sockets: Path) -> None:
    outcome = ask(f"postgresql://app@/postgres?host={sockets}&port={server.port}")

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.no-permission"
    assert "user of the same name" in finding.hint


def password_file(folder: Path, *lines: str, mode: int = 0o600) -> str:
    """Its path."""
    file = folder / "passwords"
    file.write_text("".join(f"{line}\n" for line in lines))
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("user", ["app", "odd"])
def test_a_password_file_is_read(
    server: servers.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    lines = ("# mine", f"127.0.0.1:{server.port}:*:app:app-secret", r"*:*:*:odd:a\:b\\c")
    monkeypatch.setenv("PGPASSFILE", password_file(tmp_path, *lines))

    assert ok(ask(at(server.port, account=user)))


def test_a_password_file_that_others_may_read_is_passed_over(
    server: servers.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = password_file(tmp_path, "*:*:*:*:app-secret", mode=0o644)
    monkeypatch.setenv("PGPASSFILE", file)
    outcome = ask(at(server.port, account="app"))

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.password-required"
    assert "(PGPASSFILE) may be read by others" in finding.summary
    assert "chmod 600" in finding.hint


@pytest.mark.parametrize(
    ("variable", "where"),
    [
        ("PGPASSWORD", "password of PGPASSWORD,"),
        ("PGPASSFILE", "of the password file (PGPASSFILE)"),
    ],
)
def test_a_wrong_password_from_elsewhere_says_where_it_stands(
    server: servers.Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    where: str,
) -> None:
    file = password_file(tmp_path, "*:*:*:*:mistaken")
    monkeypatch.setenv(variable, file if variable == "PGPASSFILE" else "mistaken")
    outcome = ask(at(server.port, account="app"))

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.wrong-password"
    assert where in finding.summary
    assert "mistaken" not in finding.summary


def test_a_service_has_all_that_the_url_leaves_out(
    server: servers.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("[platform]", "host=127.0.0.1", f"port={server.port}", "user=app", "dbname=postgres")
    (tmp_path / "services").write_text("\n".join([*lines, "password=app-secret"]))
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))

    assert ok(ask("postgresql://?service=platform"))


def test_options_count_as_they_do_for_the_platform(server: servers.Postgres) -> None:
    outcome = ask(at(server.port, query="?options=-c%20default_transaction_read_only%3Don"))

    finding = said(outcome, "writable")
    assert finding.code == "postgres.read-only"
    assert "options of the URL" in finding.summary


@pytest.mark.parametrize(
    ("user", "mode", "code"),
    [
        ("app", "disable", "postgres.tls-expected"),
        ("app", "allow", "ok"),
        ("app", "prefer", "ok"),
        ("app", "require", "ok"),
        ("app", "verify-ca", "ok"),
        ("app", "verify-full", "ok"),
        ("plain", "disable", "ok"),
        ("plain", "allow", "ok"),
        ("plain", "prefer", "ok"),
    ],
)
def test_every_sslmode(
    tls_server: servers.Postgres, certificate: servers.Certificate, user: str, mode: str, code: str
) -> None:
    query = f"?sslmode={mode}&sslrootcert={certificate.ca}"
    url = at(tls_server.port, query=query, account=f"{user}:it")
    outcome = ask(url.replace("127.0.0.1", "localhost"))

    assert codes(outcome)["reachable"] == code


def test_an_account_without_tls_is_turned_away_where_the_url_demands_it(
    tls_server: servers.Postgres,
) -> None:
    outcome = ask(at(tls_server.port, query="?sslmode=require", account="plain:it"))

    assert said(outcome, "authenticated").code == "postgres.host-not-allowed"


def test_the_system_s_authorities_do_not_know_ours(tls_server: servers.Postgres) -> None:
    query = "?sslmode=verify-full&sslrootcert=system"
    outcome = ask(at(tls_server.port, query=query, account="app:it"))

    assert said(outcome, "reachable").code == "postgres.certificate"


def test_an_account_may_need_a_certificate(tls_server: servers.Postgres) -> None:
    outcome = ask(at(tls_server.port, query="?sslmode=require", account="known"))

    finding = said(outcome, "authenticated")
    assert finding.code == "postgres.certificate"
    assert "sslcert" in finding.hint


def test_commits_wait_for_a_synchronous_standby_that_is_not_there() -> None:
    with servers.postgres("synchronous_standby_names=*") as waiting:
        outcome = ask(waiting.url())

    finding = said(outcome, "writable")
    assert (finding.code, finding.manner) == ("postgres.no-synchronous-standby", "blocks")


def test_a_synchronous_standby_that_is_there_is_no_finding(
    server: servers.Postgres, standby: servers.Postgres
) -> None:
    servers.until(
        lambda: bool(server.sql("SELECT 1 FROM pg_stat_replication")), "the standby is connected"
    )
    server.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
    reloaded = "SELECT 1 WHERE current_setting('synchronous_standby_names') = '*'"
    servers.until(lambda: bool(server.sql(reloaded)), "it counts")
    outcome = ask(at(server.port))
    server.sql("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")

    assert codes(outcome)["writable"] == "ok"


FULL = (
    "CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
    " END $$",
    "CREATE EVENT TRIGGER full_disk ON login EXECUTE FUNCTION full_disk()",
    "ALTER EVENT TRIGGER full_disk ENABLE ALWAYS",
)


def test_a_full_disk_is_told_as_the_server_reports_it(server: servers.Postgres) -> None:
    server.sql("CREATE DATABASE crowded")
    server.sql(*FULL, database="crowded")
    outcome = ask(at(server.port).replace("/postgres", "/crowded"))

    finding = said(outcome, "writable")
    assert finding.code == "postgres.disk-full"
    assert "No space left" in finding.summary


@pytest.mark.parametrize(
    ("text", "step", "code"),
    [
        ("server login has been failing, try again later", "reachable", "postgres.behind-pooler"),
        ("server login failed: FATAL password", "reachable", "postgres.behind-pooler"),
        ("unsupported startup parameter: options", "reachable", "postgres.unusable-settings"),
        ("no such database: platfrom", "authenticated", "postgres.unknown-database"),
        ("no such user: ap", "authenticated", "postgres.wrong-password"),
        ("no more connections allowed (max_client_conn)", "capacity", "postgres.too-many-clients"),
    ],
)
def test_what_a_pooler_says(text: str, step: str, code: str) -> None:
    fields = f"SFATAL\0C08P01\0M{text}\0\0".encode()
    answer = b"E" + (len(fields) + 4).to_bytes(4, "big") + fields
    with servers.listener(answer) as port:
        outcome = ask_postgres(at(port, query="?sslmode=disable"))

    assert said(outcome, step).code == code
