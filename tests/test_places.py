"""Whether two settings lead to one place: names that hold everywhere, and names that do not."""

import pytest

from checks.clearml.target import ApiUrl, ClearmlTarget
from checks.http import HttpTarget
from checks.postgres import PostgresTarget
from checks.postgres.connecting.url import PostgresUrl
from checks.redis import RedisTarget
from checks.redis.connecting.url import RedisUrl
from checks.storage.buckets import Bucket
from checks.storage.endpoint import Endpoint
from checks.storage.target import AccessKey, StorageTarget
from checks.temporal.target import Address, Name, TemporalTarget
from checks.web import HttpUrl
from healthcheck import Secret, Target
from healthcheck.places import Difference, contradictions, differences


def temporal(host: str = "localhost", queue: str = "q", namespace: str = "default") -> Target:
    return TemporalTarget(
        host=Address.parse(host), task_queue=Name(queue), namespace=Name(namespace)
    )


def postgres(url: str) -> Target:
    return PostgresTarget(url=PostgresUrl.parse(url))


def redis(url: str) -> Target:
    return RedisTarget(url=RedisUrl.parse(url))


def minio(*buckets: str, key: str = "the-key", secret: str = "") -> Target:
    return StorageTarget(
        endpoint=Endpoint.parse("http://localhost:9000"),
        access_key=AccessKey(key),
        secret_key=Secret(secret),
        buckets=tuple(map(Bucket.parse, buckets)),
    )


def api(url: str) -> Target:
    return HttpTarget(url=HttpUrl.parse(url))


def clearml(url: str, secret: str = "") -> Target:
    return ClearmlTarget(
        api_host=ApiUrl.parse(url), access_key=Secret("the-key"), secret_key=Secret(secret)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("localhost:7233", "127.0.0.1", id="spellings of this machine"),
        pytest.param("LOCALHOST", "[::1]:7233", id="its address under IPv6"),
        pytest.param("localhost", "temporal.localhost", id="a name that can only be this machine"),
        pytest.param("localhost", "0.0.0.0", id="the address of none"),
        pytest.param("localhost", "host.docker.internal", id="this machine from a container"),
        pytest.param("localhost", "172.17.0.1", id="Docker's bridge"),
        pytest.param("localhost", "temporal", id="a container network's name"),
        pytest.param("localhost:17233", "temporal:7233", id="a port published under another"),
        pytest.param("localhost", "192.168.1.20", id="a private address"),
        pytest.param("localhost", "t.prod.svc.cluster.local", id="a tunnel into a cluster"),
        pytest.param("temporal", "10.0.0.5", id="names of two networks"),
        pytest.param("temporal", "Temporal.", id="the case, and the dot at its end"),
        pytest.param("t.prod", "t.prod.svc.cluster.local", id="a search domain"),
        pytest.param("db", "db.example.com", id="a search domain that is public"),
    ],
)
def test_names_of_one_server_that_may_lead_there_are_not_suspicious(one: str, other: str) -> None:
    assert list(differences(temporal(one), temporal(other))) == []
    assert list(differences(temporal(other), temporal(one))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("localhost", "localhost:7234", id="two ports of this machine"),
        pytest.param("localhost", "host.docker.internal:7234", id="from a container, too"),
        pytest.param("temporal", "temporal:7234", id="two ports of one name"),
        pytest.param("temporal", "temporal-staging", id="two names of a container network"),
        pytest.param("10.0.0.5", "10.0.0.6", id="two private addresses"),
        pytest.param("t.a.internal", "t.b.internal", id="two names of a private network"),
        pytest.param("t.example.com", "t.example.org", id="two public names"),
        pytest.param("t.example.com", "localhost", id="a public name, and this machine"),
        pytest.param("temporal", "t.example.com", id="a container network's name, and a public"),
        pytest.param("8.8.8.8", "localhost", id="a public address, and this machine"),
    ],
)
def test_names_of_two_servers_are(one: str, other: str) -> None:
    (there,) = differences(temporal(one), temporal(other))
    (back,) = differences(temporal(other), temporal(one))

    assert (there.what, back.what) == ("server", "server")
    assert (there.one, there.other) == (back.other, back.one)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (temporal(queue="a"), temporal(queue="A"), "task queue"),
        (temporal(namespace="a"), temporal(namespace="b"), "namespace"),
        (postgres("postgresql://h/a"), postgres("postgresql://h/b"), "database"),
        (redis("redis://h"), redis("redis://h/1"), "database"),
        (minio("one: weights"), minio("two: weights"), "bucket"),
        (minio("one", "two"), minio("one", "three"), "buckets"),
        (api("http://h/a"), api("http://h/b"), "path"),
        (clearml("http://h/a"), clearml("http://h/b"), "path"),
        (api("http://h"), api("https://h"), "server"),
    ],
)
def test_what_a_server_is_asked_for_must_be_the_same(one: Target, other: Target, what: str) -> None:
    assert [each.what for each in differences(one, other)] == [what]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (postgres("postgresql://u:p@h/a"), postgres("postgres://v:w@h:5432/a?sslmode=require")),
        (redis("redis://u:p@localhost"), redis("redis://127.0.0.1:6379/0")),
        (minio("one (read)", key="one"), minio("one (write): weights", key="two")),
        (api("http://u:p@h/a/"), api("http://h:80/a")),
        (clearml("http://h"), clearml("http://h/")),
    ],
)
def test_users_keys_and_spellings_may_differ(one: Target, other: Target) -> None:
    assert list(differences(one, other)) == []


def test_a_server_and_what_is_in_it_may_both_differ() -> None:
    found = list(differences(postgres("postgresql://a/x"), postgres("postgresql://b/y")))

    assert found == [Difference("server", "a:5432", "b:5432"), Difference("database", "x", "y")]


def test_what_has_no_address_leads_nowhere() -> None:
    class Nowhere(Target):
        """A target without a server."""

    assert list(differences(Nowhere(), Nowhere())) == []
    assert list(contradictions(Nowhere(), Nowhere())) == []


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        (postgres("postgresql://u:p@h/a"), postgres("postgresql://u:q@h/b"), "password"),
        (redis("redis://:p@localhost"), redis("redis://default:q@127.0.0.1"), "password"),
        (minio("one", secret="p"), minio("two", secret="q"), "secret key"),
        (clearml("http://h", secret="p"), clearml("http://h", secret="q"), "secret key"),
    ],
)
def test_one_account_of_one_server_has_one_password(one: Target, other: Target, word: str) -> None:
    assert list(contradictions(one, other)) == [word]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("postgresql://u:p@h/a", "postgresql://u:p@h/a", id="the same"),
        pytest.param("postgresql://u:p@h/a", "postgresql://v:q@h/a", id="another user"),
        pytest.param("postgresql://u:p@h/a", "postgresql://u@h/a", id="none is given"),
        pytest.param("postgresql://u@h/a", "postgresql://u:p@h/a", id="none is given here"),
        pytest.param("postgresql://u:p@h/a", "postgresql://u:q@i/a", id="another server"),
        pytest.param("postgresql://u:p@h/a", "postgresql://u:q@h:1/a", id="another port"),
        pytest.param("postgresql://u:p@h/a", "postgresql://u:q@localhost/a", id="maybe another"),
    ],
)
def test_passwords_of_two_accounts_or_servers_may_differ(one: str, other: str) -> None:
    assert list(contradictions(postgres(one), postgres(other))) == []


def test_what_has_no_password_contradicts_nothing() -> None:
    assert list(contradictions(temporal(), temporal())) == []
