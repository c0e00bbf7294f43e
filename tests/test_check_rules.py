"""The rules over all targets: literals in, suspicions out."""

import pytest

from checks.postgres import PostgresTarget
from checks.postgres.url import PostgresUrl
from checks.redis import RedisTarget
from checks.redis.url import RedisUrl
from checks.rules import same_database, same_port
from healthcheck import Suspicion, Target
from healthcheck.rules import findings


def _postgres(url: str) -> Target:
    return PostgresTarget(url=PostgresUrl.parse(url))


def _redis(url: str) -> Target:
    return RedisTarget(url=RedisUrl.parse(url))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_two_urls_of_one_database_are_suspicious(host: str) -> None:
    targets = {
        "platform-db": _postgres("postgresql://one@localhost:5432/platform"),
        "user-db": _postgres(f"postgresql+asyncpg://two@{host}/platform"),
    }

    (suspicion,) = same_database(targets)
    assert suspicion.dependency == "user-db"
    assert "platform-db" in suspicion.summary


@pytest.mark.parametrize("url", ["//localhost:5433/platform", "//localhost/users", "//db/platform"])
def test_two_databases_are_not(url: str) -> None:
    targets = {
        "platform-db": _postgres("postgresql://localhost/platform"),
        "user-db": _postgres(f"postgresql:{url}"),
    }

    assert list(same_database(targets)) == []
    assert list(same_port(targets)) == []


def test_two_kinds_of_service_at_one_port_are_suspicious() -> None:
    targets = {
        "platform-db": _postgres("postgresql://localhost:6379/platform"),
        "redis": _redis("redis://127.0.0.1"),
        "other": _redis("redis://127.0.0.1:6380"),
    }

    assert list(same_port(targets)) == [
        Suspicion(
            "redis",
            "the same host and port as platform-db, which is another kind of service: "
            "127.0.0.1:6379/0",
            "Only one of platform-db and redis can listen there; correct the other's setting.",
        )
    ]


def test_one_kind_may_share_a_port() -> None:
    targets = {"cache": _redis("redis://cache/0"), "queue": _redis("redis://cache/1")}

    assert list(same_port(targets)) == []


def test_a_suspicion_is_a_warning_of_the_step_configured() -> None:
    targets = {
        "platform-db": _postgres("postgresql://localhost/platform"),
        "user-db": _postgres("postgresql://localhost/platform"),
    }

    (finding,) = findings([same_database, same_port], targets)["user-db"]
    assert (finding.step, finding.status, finding.code) == (
        "configured",
        "warn",
        "config.same-database",
    )
