"""The rules over all targets: literals in, suspicions out."""

import pytest

from checks.minio import MinioTarget
from checks.postgres import PostgresTarget
from checks.postgres.connecting.url import PostgresUrl
from checks.r2 import R2Endpoint, R2Target
from checks.redis import RedisTarget
from checks.redis.connecting.url import RedisUrl
from checks.rules import (
    default_secret,
    localhost_in_container,
    same_database,
    same_keys,
    same_port,
    same_store,
    scheme_and_port,
)
from checks.rules.containers import suspected
from checks.storage.buckets import Bucket
from checks.storage.endpoint import Endpoint
from checks.storage.target import AccessKey
from checks.web import HttpUrl
from healthcheck import Secret, Suspicion, Target
from healthcheck.rules import findings


def _postgres(url: str) -> Target:
    return PostgresTarget(url=PostgresUrl.parse(url))


def _redis(url: str) -> Target:
    return RedisTarget(url=RedisUrl.parse(url))


class WebTarget(Target):
    """Something asked over HTTP."""

    url: HttpUrl


def _minio(endpoint: str, bucket: str, key: str = "internal-key") -> Target:
    return MinioTarget(
        endpoint=Endpoint.parse(endpoint),
        access_key=AccessKey(key),
        secret_key=Secret("internal-secret"),
        buckets=(Bucket.parse(bucket),),
    )


def _r2(endpoint: str, bucket: str, key: str = "external-key") -> Target:
    return R2Target(
        endpoint=R2Endpoint.parse(endpoint),
        access_key=AccessKey(key),
        secret_key=Secret("external-secret"),
        buckets=(Bucket.parse(bucket),),
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_two_urls_of_one_database_are_suspicious(host: str) -> None:
    targets = {
        "platform-db": _postgres("postgresql://one@localhost:5432/platform"),
        "user-db": _postgres(f"postgresql+asyncpg://two@{host}/platform"),
    }

    (suspicion,) = same_database(targets)
    assert suspicion.dependency == "user-db"
    assert "platform-db" in suspicion.summary


def test_a_database_without_a_name_is_the_users() -> None:
    targets = {
        "platform-db": _postgres("postgresql://platform:secret@db"),
        "user-db": _postgres("postgres://other@DB.:5432/platform?sslmode=disable"),
    }

    assert [each.dependency for each in same_database(targets)] == ["user-db"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("//a,b/platform", "//b,a/platform", True),
        ("//a,b/platform", "//B.:5432/platform", True),
        ("//a,b:5433/platform", "//b/platform", False),
        ("//a,b/platform", "//a,b/users", False),
        ("//a,b/platform", "//c,d/platform", False),
        ("//a,localhost/platform", "//127.0.0.1/platform", True),
        ("///platform?host=/tmp/sockets", "//%2Ftmp%2Fsockets%2F/platform", True),
        ("///platform?host=/tmp/sockets", "///platform?host=/tmp/others", False),
        ("///platform?host=/tmp/sockets", "///platform?host=/tmp/sockets&port=5433", False),
        ("///platform?host=/tmp/sockets", "//localhost/platform", False),
    ],
)
def test_of_several_hosts_and_sockets_one_in_common_is_enough(
    one: str, other: str, same: bool
) -> None:
    targets = {
        "platform-db": _postgres(f"postgresql:{one}"),
        "user-db": _postgres(f"postgresql:{other}"),
    }

    assert [each.dependency for each in same_database(targets)] == ["user-db"] * same


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


def test_a_web_server_may_stand_before_several_services() -> None:
    targets = {
        "minio": _minio("https://platform.example.com", "model-weights"),
        "api": WebTarget(url=HttpUrl.parse("https://platform.example.com/api")),
    }

    assert list(same_port(targets)) == []


def test_a_database_does_not_share_a_port_with_a_store() -> None:
    targets = {
        "platform-db": _postgres("postgresql://localhost:9000/platform"),
        "minio": _minio("localhost:9000", "model-weights"),
    }

    (suspicion,) = same_port(targets)
    assert suspicion.dependency == "minio"


def test_two_stores_in_one_bucket_are_suspicious() -> None:
    targets = {
        "minio": _minio("localhost:9000", "training-datasets"),
        "r2": _r2("http://127.0.0.1:9000", "training-datasets"),
    }

    (finding,) = findings([same_store, same_port, same_keys], targets)["r2"]
    assert finding.code == "config.same-store"
    assert "127.0.0.1:9000/training-datasets" in finding.summary


def test_two_stores_at_one_server_may_have_buckets_of_their_own() -> None:
    targets = {
        "minio": _minio("localhost:9000", "model-weights", "one-key"),
        "r2": _r2("http://localhost:9000", "training-datasets", "one-key"),
    }

    assert findings([same_store, same_port, same_keys], targets) == {}


def test_one_stores_keys_on_the_other_are_suspicious() -> None:
    targets = {
        "minio": _minio("localhost:9002", "model-weights", "one-key"),
        "r2": _r2("http://localhost:9000", "training-datasets", "one-key"),
    }

    (finding,) = findings([same_store, same_port, same_keys], targets)["r2"]
    assert finding.code == "config.same-keys"
    assert "one-key" not in finding.summary + finding.hint


def test_every_minio_may_have_the_default_keys() -> None:
    targets = {
        "minio": _minio("localhost:9002", "model-weights", "minioadmin"),
        "r2": _r2("http://localhost:9000", "training-datasets", "minioadmin"),
    }

    assert list(same_keys(targets)) == []


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


def test_localhost_beside_a_container_network_is_suspicious_inside_a_container() -> None:
    targets = {
        "platform-db": _postgres("postgresql://platform-db/platform"),
        "redis": _redis("redis://localhost:6379"),
        "api": WebTarget(url=HttpUrl.parse("https://platform.example.com/api")),
    }

    (found,) = suspected(targets, inside=lambda: True)
    assert found == Suspicion(
        "redis",
        "localhost:6379/0 is this very container, and platform-db is at platform-db:5432"
        "/platform, beside it",
    )
    assert list(suspected(targets, inside=lambda: False)) == []


@pytest.mark.parametrize("other", ["localhost", "127.0.0.1", "db.example.com"])
def test_where_nobody_is_beside_it_all_may_be_in_one_container(other: str) -> None:
    targets = {"db": _postgres(f"postgresql://{other}/x"), "redis": _redis("redis://localhost")}

    assert list(suspected(targets, inside=lambda: True)) == []


def test_the_rule_about_containers_looks_where_it_runs() -> None:
    targets = {"db": _postgres("postgresql://db/x"), "redis": _redis("redis://localhost")}
    found = findings([localhost_in_container], targets)

    assert set(found) <= {"redis"}
    assert all(
        each.code == "config.localhost-in-container" for said in found.values() for each in said
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://api.example.com:443", "url is http:// at port 443, where TLS is served"),
        ("https://api.example.com:80", "url is https:// at port 80, where no TLS is served"),
        ("http://api.example.com", None),
        ("https://api.example.com", None),
        ("http://localhost:8443", None),
    ],
)
def test_a_scheme_and_a_port_that_do_not_fit(url: str, said: str | None) -> None:
    found = findings([scheme_and_port], {"api": WebTarget(url=HttpUrl.parse(url))}).get("api", ())

    assert [each.summary for each in found] == ([said] if said else [])
    assert {each.code for each in found} <= {"config.scheme-and-port"}


def test_a_stores_endpoint_has_a_scheme_and_a_port_too() -> None:
    targets = {"minio": _minio("http://storage.example.com:443", "model-weights")}

    (found,) = scheme_and_port(targets)
    assert found.summary.startswith("endpoint is http:// at port 443")


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("postgresql://platform:postgres@db.example.com/x", True),
        ("postgresql://platform:platform@db.example.com/x", True),
        ("postgresql://platform:ChangeMe@10.0.0.7/x", True),
        ("postgresql://platform:a-secret-of-its-own@db.example.com/x", False),
        ("postgresql://platform@db.example.com/x", False),
        ("postgresql://postgres:postgres@localhost/x", False),
        ("postgresql://postgres:postgres@platform-db/x", False),
    ],
)
def test_secrets_that_everybody_knows(url: str, known: bool) -> None:
    found = findings([default_secret], {"db": _postgres(url)}).get("db", ())

    assert [each.code for each in found] == ["config.default-secret"] * known
    assert "ChangeMe" not in repr(found)


def test_the_keys_of_a_store_are_a_secret_too() -> None:
    keys = MinioTarget(
        endpoint=Endpoint.parse("https://storage.example.com"),
        access_key=AccessKey("minioadmin"),
        secret_key=Secret("minioadmin"),
        buckets=(),
    )

    (found,) = default_secret({"minio": keys})
    assert found.summary == "the secret key for storage.example.com:443 is one that everybody knows"
