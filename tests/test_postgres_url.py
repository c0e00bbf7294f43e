"""PostgreSQL URLs: every spelling, and no password in any complaint."""

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.connecting.url import PostgresUrl
from healthcheck import Malformed, Secret

PLAIN = PostgresUrl(
    host="db.example.org",
    port=5433,
    user="app",
    password=Secret("hunter22"),
    database="platform",
)


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
@pytest.mark.parametrize("query", ["", "?", "?connect_timeout=5&application_name=x"])
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
        ("postgresql://app:hunter22@/x", "there is no host"),
        ("postgresql://app:some@hunter22@localhost/x", "more than one @"),
        ("postgresql://app:hunter22@one:1,two:2/x", "several hosts"),
        ("postgresql://app:hunter22@/x?host=/var/run/postgresql", "a Unix socket"),
        ("postgresql://app:hunter22@%2Fvar%2Frun/x", "a Unix socket"),
        ("postgresql://?service=platform", "a service file"),
        ("postgresql://app:hunter22@localhost/x?ssl=true", "its sslmode is none of"),
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
