"""Redis URLs as redis-py reads them, and no password in any complaint."""

import pytest

from checks.redis import RedisTarget
from checks.redis.url import RedisUrl
from healthcheck import Malformed, Secret


def test_a_url_in_full() -> None:
    assert RedisUrl.parse("redis://app:hunter22@cache.example.org:6380/3") == RedisUrl(
        host="cache.example.org", port=6380, user="app", password=Secret("hunter22"), database=3
    )


def test_what_is_left_out_has_the_drivers_defaults() -> None:
    url = RedisUrl.parse("redis://")

    assert (url.host, url.port, url.user, url.database, url.tls) == (
        "localhost",
        6379,
        "",
        0,
        False,
    )
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

    assert (url.tls, url.verify, url.check_hostname) == (True, "none", False)
    assert url.certificates == (("ssl_ca_certs", "/ca.pem"),)


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
        ("unix:///var/run/redis.sock", "a Unix socket"),
        ("redis://:hunter22@localhost:63x9", "its host or port cannot be read"),
        ("redis://:hunter22@localhost:99999", "its host or port cannot be read"),
        ("redis://app:hunter22/more@localhost", "its host or port cannot be read"),
        ("redis://:[hunter22@localhost", "its host or port cannot be read"),
        ("redis://localhost:6379/0#hunter22", "cut short by a #"),
        ("redis://:hunter22@localhost/first", "its database is not a number"),
        ("redis://:hunter22@localhost/" + "5" * 5000, "its database is not a number"),
        ("redis://:hunter22@localhost/-1", "its database is not a number"),
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
