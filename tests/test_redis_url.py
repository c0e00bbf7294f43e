"""Redis URLs as redis-py reads them, and no password in any complaint."""

import asyncio
import ssl

import pytest

from checks.redis import RedisTarget
from checks.redis.connecting.faults import UnknownMaster
from checks.redis.connecting.finding import chosen
from checks.redis.connecting.tls import Tls
from checks.redis.connecting.url import RedisUrl
from healthcheck import Malformed, Secret


def test_a_url_in_full() -> None:
    assert RedisUrl.parse("redis://app:hunter22@cache.example.org:6380/3") == RedisUrl(
        host="cache.example.org", port=6380, user="app", password=Secret("hunter22"), database=3
    )


def test_what_is_left_out_has_the_drivers_defaults() -> None:
    url = RedisUrl.parse("redis://")

    assert (url.host, url.port, url.user, url.database) == ("localhost", 6379, "", 0)
    assert url.tls is None
    assert not url.password


@pytest.mark.parametrize(
    ("url", "user", "password"),
    [
        ("redis://:hunter22@localhost", "", "hunter22"),
        ("redis://app:p%40ss%3Aw%2Frd%3F%25%23@localhost", "app", "p@ss:w/rd?%#"),
        ("redis://app:p@ss@localhost", "app", "p@ss"),
        ("redis://localhost?username=app&password=hunter22", "app", "hunter22"),
    ],
)
def test_a_password_is_decoded(url: str, user: str, password: str) -> None:
    parsed = RedisUrl.parse(url)

    assert (parsed.host, parsed.user, parsed.password.reveal()) == ("localhost", user, password)


@pytest.mark.parametrize("url", ["redis://localhost/2", "redis://localhost/1?db=2"])
def test_the_database_in_the_query_wins(url: str) -> None:
    assert RedisUrl.parse(url).database == 2


def test_tls_as_the_url_asks_for_it() -> None:
    url = RedisUrl.parse(
        "rediss://cache:6380/0?ssl_cert_reqs=none&ssl_ca_certs=/ca.pem&ssl_check_hostname=False"
    )

    assert url.tls == Tls("none", check_hostname=False, texts=(("ssl_ca_certs", "/ca.pem"),))


def test_options_of_tls_are_handed_to_redis_py() -> None:
    url = RedisUrl.parse(
        "rediss://cache?ssl_min_version=771&ssl_exclude_verify_flags=VERIFY_X509_STRICT"
        "&ssl_password=hunter22"
    )

    assert url.tls
    assert url.tls.options() == {
        "ssl": True,
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "ssl_min_version": 771,
        "ssl_exclude_verify_flags": [ssl.VerifyFlags.VERIFY_X509_STRICT],
        "ssl_password": "hunter22",
    }
    assert "hunter22" not in repr(url)


@pytest.mark.parametrize(
    ("url", "kind", "places", "master", "database"),
    [
        ("redis+sentinel://a,b:7/mine/2", "sentinel", (("a", 26379), ("b", 7)), "mine", 2),
        ("sentinel://:secret@a/2", "sentinel", (("a", 26379),), "", 2),
        ("rediss+sentinel://[::1]:7,a/mine", "sentinel", (("::1", 7), ("a", 26379)), "mine", 0),
        ("redis+sentinel://a/2?service_name=mine", "sentinel", (("a", 26379),), "mine", 2),
        ("redis+cluster://a:7,b", "cluster", (("a", 7), ("b", 6379)), "", 0),
    ],
)
def test_several_hosts(
    url: str, kind: str, places: tuple[object, ...], master: str, database: int
) -> None:
    parsed = RedisUrl.parse(url)

    assert (parsed.kind, parsed.places) == (kind, places)
    assert (parsed.master, parsed.database) == (master, database)
    assert (parsed.tls is None) != url.startswith("rediss")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://app:hunter22@cache/3", "redis://app:***@cache:6379/3"),
        ("rediss://cache", "rediss://cache:6379/0"),
        ("sentinel://:hunter22@a,b/mine/2", "redis+sentinel://:***@a:26379,b:26379/mine/2"),
        ("unix://app@/run/redis.sock?db=2", "unix://app@/run/redis.sock?db=2"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert str(RedisUrl.parse(url)) == shown


def test_a_system_without_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(asyncio, "open_unix_connection")

    with pytest.raises(Malformed, match="this system has no Unix sockets"):
        RedisUrl.parse("unix:///run/redis.sock")


def test_a_socket_has_a_path_and_no_host() -> None:
    target = RedisTarget(url=RedisUrl.parse("unix://app:hunter22@/run/redis.sock?db=2"))

    assert (target.url.path, target.url.user, target.url.database) == ("/run/redis.sock", "app", 2)
    assert target.peer is None
    assert target.address == "/run/redis.sock?db=2"


@pytest.mark.parametrize(
    ("end", "database", "unread"),
    [
        ("/3", 3, False),
        ("/-1", -1, False),
        ("/", 0, False),
        ("/first", 0, True),
        ("/" + "5" * 5000, 0, True),
        ("/first?db=2", 2, False),
    ],
)
def test_redis_py_passes_over_what_is_no_number(end: str, database: int, unread: bool) -> None:
    url = RedisUrl.parse(f"redis://localhost{end}")

    assert (url.database, url.unread) == (database, unread)


@pytest.mark.parametrize(
    ("masters", "name"), [({}, ""), ({}, "mine"), ({"other": {"ip": "a", "port": 1}}, "mine")]
)
def test_a_master_is_not_guessed(masters: dict[str, dict[str, object]], name: str) -> None:
    with pytest.raises(UnknownMaster, match="watches no"):
        chosen(masters, name)


def test_the_address_has_the_database() -> None:
    target = RedisTarget(url=RedisUrl.parse("redis://:hunter22@[::1]:6380/3"))

    assert target.peer == ("::1", 6380)
    assert target.address == "[::1]:6380/3"
    assert "hunter22" not in repr(target)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a Redis URL"),
        ("localhost:6379", "not a Redis URL"),
        ("redis:localhost", "not a Redis URL"),
        ("http://:hunter22@localhost", "not a Redis URL"),
        ("redis://:hunter22@localhost:63x9", "its host or port cannot be read"),
        ("redis://:hunter22@localhost:99999", "its host or port cannot be read"),
        ("redis://app:hunter22/more@localhost", "its host or port cannot be read"),
        ("redis://:[hunter22@localhost", "its host or port cannot be read"),
        ("redis://localhost:6379/0#hunter22", "cut short by a #"),
        ("redis://:hunter22@localhost?db=first", "its option db is not a number"),
        ("redis://:hunter22@localhost?protocol=4", "its option protocol is neither 2 nor 3"),
        ("redis://:12345/hunter22@localhost", "its host or port cannot be read"),
        ("unix://:hunter22@", "names no Unix socket"),
        ("sentinel://:hunter22@a:b", "its host or port cannot be read"),
        ("rediss://:hunter22@localhost?ssl_min_version=TLS", "its ssl_min_version is not a number"),
        ("rediss://localhost?ssl_include_verify_flags=hunter22", "names a flag that Python does"),
        ("rediss://:hunter22@localhost?ssl_cert_reqs=maybe", "its ssl_cert_reqs is none of"),
        ("redis://:hunter22@two..dots", "its host is not a name"),
    ],
)
def test_what_is_malformed_is_told_without_the_password(url: str, says: str) -> None:
    with pytest.raises(Malformed, match=says) as caught:
        RedisUrl.parse(url)

    assert "hunter22" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_white_space_around_the_database_is_none_to_redis_py() -> None:
    assert RedisUrl.parse("redis://localhost/3 ").database == 3
    assert RedisUrl.parse("redis://localhost/3\n").database == 3
