"""Service files and password files, as libpq reads them."""

from pathlib import Path

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.connecting.places import Place
from checks.postgres.connecting.url import PostgresUrl
from healthcheck import Malformed

SERVICES = """
# ours
[platform]
host=one,two
port=1,2
user = app
dbname=platform
password=hunter22
sslmode=require
target_session_attrs=read-write

[platform]
host=never

[bare]
host=one
"""


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where files of the user's are looked for; nothing else counts."""
    for name in ("HOME", "APPDATA", "PGSYSCONFDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def services(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = home / "services"
    file.write_text(SERVICES)
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    return file


@pytest.fixture
def passwords(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A password file, as yet empty."""
    file = home / "passwords"
    file.touch(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    return file


@pytest.mark.usefixtures("services")
def test_a_service_says_what_the_url_leaves_out() -> None:
    url = PostgresUrl.parse("postgresql://?service=platform")

    assert url.places == (Place("one", 1), Place("two", 2))
    assert (url.user, url.password.reveal()) == ("app", "hunter22")
    assert (url.database, url.sslmode, url.wanted) == ("platform", "require", "read-write")


@pytest.mark.usefixtures("services")
def test_the_url_is_stronger_than_its_service() -> None:
    url = PostgresUrl.parse("postgresql://me@here:3/mine?service=platform&sslmode=disable")

    assert url.places == (Place("here", 3),)
    assert (url.user, url.database, url.sslmode) == ("me", "mine", "disable")


@pytest.mark.usefixtures("services")
def test_a_service_is_named_by_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICE", "bare")
    monkeypatch.setenv("PGPORT", "7")

    assert PostgresUrl.parse("postgresql:///x").places == (Place("one", 7),)


def test_a_service_may_stand_in_the_system_s_file(home: Path) -> None:
    (home / "pg_service.conf").write_text(SERVICES)

    assert PostgresUrl.parse("postgresql:///x?service=bare").host == "one"


@pytest.mark.usefixtures("services")
def test_an_unknown_service_is_told_with_those_there_are() -> None:
    with pytest.raises(Malformed, match="not known; there are: platform, bare") as caught:
        PostgresUrl.parse("postgresql://?service=hunter22")

    assert "hunter22" not in str(caught.value)


def test_without_a_file_no_service_is_known() -> None:
    with pytest.raises(Malformed, match="there is none in any service file"):
        PostgresUrl.parse("postgresql://?service=platform")


def test_a_line_that_is_no_setting_is_told_by_its_number(services: Path) -> None:
    services.write_text("[platform]\nhunter22\n")
    with pytest.raises(Malformed, match="no = in line 2") as caught:
        PostgresUrl.parse("postgresql://?service=platform")

    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "password"),
    [
        ("one:1:x:app:hunter22", "hunter22"),
        ("*:*:*:*:hunter22", "hunter22"),
        ("#one:1:x:app:never\none:1:x:app:hunter22\n*:*:*:*:later", "hunter22"),
        (r"one:1:x:app:a:b\:c\\d", r"a:b:c\d"),
        (r"one:1:x:a\pp:hunter22", "hunter22"),
        ("one:2:x:app:other port", ""),
        ("two:1:x:app:other host", ""),
        ("one:1:y:app:other database", ""),
        ("one:1:x:me:other user", ""),
        ("one:1:x", ""),
    ],
)
def test_the_first_line_that_fits_has_the_password(
    passwords: Path, lines: str, password: str
) -> None:
    passwords.write_text(lines)
    url = PostgresUrl.parse("postgresql://app@one:1/x")

    assert url.password_at(Place("one", 1)).reveal() == password
    assert bool(url.kept.where) is bool(password)


def test_each_host_has_a_password_of_its_own(passwords: Path) -> None:
    passwords.write_text("two:*:*:*:second\none:*:*:*:first\n")
    url = PostgresUrl.parse("postgresql://app@one:1,two:2/x")

    assert [url.password_at(each).reveal() for each in url.places] == ["first", "second"]


@pytest.mark.skipif("os.name == 'nt'", reason="needs Unix sockets")
@pytest.mark.parametrize("host", ["localhost", "/run/pg"])
def test_a_socket_is_localhost_or_its_folder(passwords: Path, host: str) -> None:
    passwords.write_text(f"{host}:*:*:*:hunter22")
    url = PostgresUrl.parse("postgresql://app@/x?host=/run/pg")

    assert url.password_at(url.places[0]).reveal() == "hunter22"


def test_the_url_may_name_the_password_file(passwords: Path, home: Path) -> None:
    passwords.write_text("*:*:*:*:never")
    (home / "mine").write_text("*:*:*:*:hunter22")
    (home / "mine").chmod(0o600)
    url = PostgresUrl.parse(f"postgresql://app@one/x?passfile={home / 'mine'}")

    assert url.password_at(url.places[0]).reveal() == "hunter22"


@pytest.mark.skipif("os.name == 'nt'", reason="modes do not count there")
def test_a_password_file_that_others_may_read_is_passed_over(passwords: Path) -> None:
    passwords.write_text("*:*:*:*:hunter22")
    passwords.chmod(0o640)
    url = PostgresUrl.parse("postgresql://app@one/x")

    assert not url.password_at(url.places[0])
    assert "drivers pass over it" in url.kept.passed_over


def test_the_environments_password_is_stronger_than_a_file(
    passwords: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords.write_text("*:*:*:*:never")
    monkeypatch.setenv("PGPASSWORD", "hunter22")
    target = PostgresTarget(url=PostgresUrl.parse("postgresql://app@one/x"))

    assert target.url.password_at(Place("one", 5432)).reveal() == "hunter22"
    assert "hunter22" not in f"{target} {target!r} {target.url}"
