"""PostgreSQL URLs: every spelling, and no password in any complaint."""

import socket
from pathlib import Path

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.connecting import places
from checks.postgres.connecting.places import Place
from checks.postgres.connecting.roles import Wanted
from checks.postgres.connecting.url import PostgresUrl
from healthcheck import Malformed, Secret

PLAIN = PostgresUrl(
    host="db.example.org",
    port=5433,
    user="app",
    password=Secret("hunter22"),
    database="platform",
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests counts."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))


@pytest.mark.parametrize(
    "scheme",
    [
        "postgresql",
        "postgres",
        "postgresql+asyncpg",
        "postgresql+psycopg2",
        "postgresql+psycopg",
        "POSTGRESQL",
    ],
)
@pytest.mark.parametrize("query", ["", "?", "?application_name=x"])
def test_every_driver_spells_the_same_database(scheme: str, query: str) -> None:
    url = f"{scheme}://app:hunter22@db.example.org:5433/platform{query}"

    assert PostgresUrl.parse(url) == PLAIN


def test_what_is_left_out_has_the_drivers_defaults() -> None:
    url = PostgresUrl.parse("postgresql://app@localhost")

    assert (url.port, url.database, url.sslmode) == (5432, "app", None)
    assert not url.password


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("p%40ss%3Aw%2Frd%3F%25%23", "p@ss:w/rd?%#"),
        ("with/slash?and#hash", "with/slash?and#hash"),
        ("a:b", "a:b"),
        ("plus+stays", "plus+stays"),
        ("%C3%A9t%C3%A9", "\xe9t\xe9"),
    ],
)
def test_a_password_is_decoded(written: str, meant: str) -> None:
    url = PostgresUrl.parse(f"postgresql://a%2Fpp:{written}@localhost/x")

    assert url.password.reveal() == meant
    assert (url.user, url.host) == ("a/pp", "localhost")


def test_an_ipv6_address_stands_in_brackets() -> None:
    target = PostgresTarget(url=PostgresUrl.parse("postgresql://app@[::1]:5433/platform"))

    assert target.peer == ("::1", 5433)
    assert target.address == "[::1]:5433/platform"


def test_the_place_may_stand_in_the_query() -> None:
    url = PostgresUrl.parse("postgresql:///platform?host=db.example.org&port=5433&user=app")

    assert (url.host, url.port, url.user) == ("db.example.org", 5433, "app")


ONE, TWO = Place("one", 1), Place("two", 2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("one:1,two:2/x", (ONE, TWO)),
        ("/x?host=one,two&port=1,2", (ONE, TWO)),
        ("/x?host=one:1&host=two:2", (ONE, TWO)),
        ("one,two/x?port=1", (ONE, Place("two", 1))),
        ("one,two:2/x", (Place("one", 5432), TWO)),
        ("/x?host=one,two&port=1,", (ONE, Place("two", 5432))),
        ("three:3/x?host=one&port=1", (ONE,)),
        ("/x?hostaddr=127.0.0.1", (Place("127.0.0.1", 5432),)),
        ("[::1]:1,two:2/x", (Place("::1", 1), TWO)),
        ("/x?host=::1,two&port=1,2", (Place("::1", 1), TWO)),
    ],
)
def test_several_hosts_as_libpq_and_sqlalchemy_spell_them(
    written: str, meant: tuple[Place, ...]
) -> None:
    assert PostgresUrl.parse(f"postgresql://app:hunter22@{written}").places == meant


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")
@pytest.mark.parametrize(
    "written",
    ["/x?host=/run/pg&port=1", "%2Frun%2Fpg:1/x", "%2frun%2fpg/x?port=1", "/x?host=/run/pg:1"],
)
def test_a_unix_socket_is_named_by_its_folder(written: str) -> None:
    target = PostgresTarget(url=PostgresUrl.parse(f"postgresql://app@{written}"))

    assert target.url.places == (Place("/run/pg", 1),)
    assert target.address == "/run/pg/.s.PGSQL.1/x"
    assert target.peer is None


def test_a_system_without_unix_sockets_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("asyncio.open_unix_connection")
    with pytest.raises(Malformed, match="this system has no Unix sockets"):
        PostgresUrl.parse("postgresql://app@/x?host=/run/postgresql")


def test_without_a_host_a_socket_at_the_usual_place_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "SOCKETS", (str(tmp_path),))
    (tmp_path / ".s.PGSQL.7").touch()

    assert PostgresUrl.parse("postgresql:///x?port=7").places == (Place(str(tmp_path), 7),)


def test_the_environment_gives_what_the_url_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {
        "PGHOST": "one,two",
        "PGPORT": "1,2",
        "PGUSER": "app",
        "PGDATABASE": "platform",
        "PGTARGETSESSIONATTRS": "primary",
        "PGCONNECT_TIMEOUT": "3",
        "PGOPTIONS": "-csearch_path=tenant",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    url = PostgresUrl.parse("postgresql://")

    assert url.places == (ONE, TWO)
    assert (url.user, url.database) == ("app", "platform")
    assert (url.wanted, url.patience) == (Wanted.PRIMARY, 3.0)
    assert url.options == "-csearch_path=tenant"


def test_the_url_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"):
        monkeypatch.setenv(name, "9")

    assert PostgresUrl.parse("postgresql://app:hunter22@db.example.org:5433/platform") == PLAIN


@pytest.mark.parametrize(
    ("wanted", "role", "taken"),
    [
        ("any", (True, True), True),
        ("primary", (False, True), True),
        ("primary", (True, True), False),
        ("read-write", (False, True), False),
        ("read-write", (False, False), True),
        ("read-only", (False, True), True),
        ("read-only", (False, False), False),
        ("standby", (False, True), False),
        ("prefer-standby", (True, True), True),
        ("prefer-standby", (False, False), False),
    ],
)
def test_drivers_stay_with_a_server_of_the_wanted_role(
    wanted: str, role: tuple[bool, bool], taken: bool
) -> None:
    url = PostgresUrl.parse(f"postgresql://localhost/x?target_session_attrs={wanted}")
    standby, read_only = role

    assert url.wanted.takes(standby=standby, read_only=read_only) is taken


def test_jdbc_s_word_for_tls_is_libpq_s_too() -> None:
    assert PostgresUrl.parse("postgresql://localhost/x?ssl=true").sslmode == "require"


@pytest.mark.parametrize("key", ["ssl", "sslmode"])
def test_tls_is_asked_for_as_either_driver_spells_it(key: str) -> None:
    url = PostgresUrl.parse(f"postgresql://app@localhost/x?{key}=verify-full&sslrootcert=/ca.pem")

    assert url.sslmode == "verify-full"
    assert url.certificates == (("sslrootcert", "/ca.pem"),)


def test_the_password_is_in_no_repr() -> None:
    assert "hunter22" not in repr(PostgresTarget(url=PLAIN))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a database URL"),
        ("localhost:5432/platform", "not a database URL"),
        ("'postgresql://app:hunter22@localhost/x'", "not a database URL"),
        ("mysql://app:hunter22@localhost/x", "a mysql URL"),
        ("postgresql://app:hunter22@localhost/x\n", "ends with a space or a line break"),
        (" postgresql://app:hunter22@localhost/x", "begins or ends with a space"),
        ("postgresql://app:hunter22@localhost:" + "5" * 5000, "its port is not a number"),
        ("postgresql://app:hunter22", "its port is not a number"),
        ("postgresql://app:hunter22@localhost:54x2/x", "its port is not a number"),
        ("postgresql://app:hunter22@localhost:0/x", "its port is not a number"),
        ("postgresql://app:hunter22@localhost:99999/x", "its port is not a number"),
        ("postgresql://app:hun@ter22/hunter22@localhost/x", "an @ stands after its host"),
        ("postgresql://app:hunter22@:1/x", "there is no host"),
        ("postgresql://app:some@hunter22@localhost/x", "more than one @"),
        ("postgresql://app:hunter22@one:1,hunter22:x/x", "its port is not a number"),
        ("postgresql://app:hunter22@one,/x", "there is no host"),
        ("postgresql://app:hunter22@one,two/x?port=1,2,3", "as many ports as hosts"),
        ("postgresql://app:hunter22@localhost/x?sslmode=hunter22", "its sslmode is none of"),
        ("postgresql+asyncpg://app:hunter22@localhost/x?ssl=true", "its sslmode is none of"),
        ("postgresql://localhost/x?sslmode=require&sslrootcert=system", "sslrootcert=system"),
        ("postgresql://localhost/x?target_session_attrs=hunter22", "target_session_attrs is"),
        ("postgresql://app:hunter22@two..dots/x", "its host is not a name"),
    ],
)
def test_what_is_malformed_is_told_without_the_password(url: str, says: str) -> None:
    with pytest.raises(Malformed, match=says) as caught:
        PostgresUrl.parse(url)

    assert caught.value.code is None
    assert "hunter22" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("url", ["sqlite:///platform.db", "sqlite+aiosqlite:///./x.db"])
def test_sqlite_has_a_code_of_its_own(url: str) -> None:
    with pytest.raises(Malformed, match="silently") as caught:
        PostgresUrl.parse(url)

    assert f"postgres.{caught.value.code}" == "postgres.sqlite"
