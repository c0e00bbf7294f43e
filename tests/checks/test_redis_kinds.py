"""Sentinels and clusters: each is said to be what it is, by whatever URL one comes."""

from collections.abc import Iterator

import pytest

from tests import redis_servers, servers
from tests.ask import codes
from tests.checks.asking import ask_redis, said
from tests.checks.test_redis import OK, PROVEN, _asked


@pytest.fixture(scope="module")
def master() -> Iterator[servers.Valkey]:
    with servers.valkey("databases 16") as started:
        yield started


@pytest.fixture(scope="module")
def sentinel(master: servers.Valkey) -> Iterator[servers.Valkey]:
    with redis_servers.sentinel(mymaster=master.port) as started:
        yield started


@pytest.fixture(scope="module")
def alone() -> Iterator[servers.Valkey]:
    """A cluster of one, which serves every key."""
    with redis_servers.cluster(1) as (node,):
        yield node


@pytest.mark.parametrize("database", [0, 3])
@pytest.mark.parametrize("account", ["", ":needless-secret@"])
def test_a_sentinel_where_redis_was_expected(
    sentinel: servers.Valkey, master: servers.Valkey, account: str, database: int
) -> None:
    outcome = ask_redis(sentinel.url(account, database))

    finding = said(outcome, "reachable")
    assert finding.code == "redis.other-service"
    its = f"its master mymaster is at 127.0.0.1:{master.port}"
    assert finding.summary.endswith(f"is a Sentinel, not a Redis: {its}")


@pytest.mark.parametrize("path", ["/mymaster/2", "/mymaster", "/2", "", "?master_name=mymaster"])
def test_a_sentinel_leads_to_its_master(
    sentinel: servers.Valkey, master: servers.Valkey, path: str
) -> None:
    outcome = ask_redis(f"redis+sentinel://127.0.0.1:{sentinel.port}{path}", writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "authenticated").evidence["master"] == f"127.0.0.1:{master.port}"


def test_the_way_by_a_sentinel_takes_two_connections_to_the_master(
    sentinel: servers.Valkey, master: servers.Valkey
) -> None:
    master.say("CONFIG RESETSTAT")
    before = int(sentinel.info()["total_connections_received"])
    ask_redis(f"sentinel://127.0.0.1:{sentinel.port}/mymaster", writing=True)

    _, connections = _asked(master)
    after = int(sentinel.info()["total_connections_received"])
    assert connections == 2
    assert after - before == 2  # the check's, and the one by which it is counted


def test_a_sentinel_that_is_down_is_passed_over(sentinel: servers.Valkey) -> None:
    gone = servers.free_port()
    url = f"redis+sentinel://127.0.0.1:{gone},127.0.0.1:{sentinel.port}/mymaster/0"

    assert codes(ask_redis(url)) == OK


def test_a_sentinel_that_is_silent_is_passed_over(sentinel: servers.Valkey) -> None:
    with servers.listener() as silent:
        outcome = ask_redis(
            f"redis+sentinel://127.0.0.1:{silent},127.0.0.1:{sentinel.port}/mymaster/0"
        )

    assert codes(outcome) == OK


def test_no_sentinel_answers() -> None:
    gone = servers.free_port()
    outcome = ask_redis(f"redis+sentinel://127.0.0.1:{gone},localhost:{gone}/mymaster/0")

    assert said(outcome, "reachable").code == "redis.refused"


def test_a_master_that_the_sentinel_does_not_know(sentinel: servers.Valkey) -> None:
    outcome = ask_redis(f"redis+sentinel://127.0.0.1:{sentinel.port}/other/0")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.unknown-master"
    assert finding.summary.endswith("watches no master other; those that it watches: mymaster")


def test_which_of_two_masters_is_not_guessed(master: servers.Valkey) -> None:
    with redis_servers.sentinel(one=master.port, two=servers.free_port()) as watching:
        outcome = ask_redis(f"redis+sentinel://127.0.0.1:{watching.port}")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.unknown-master"
    assert finding.summary.endswith("those that it watches: one, two")


def test_a_master_that_is_gone() -> None:
    gone = servers.free_port()
    with redis_servers.sentinel(mymaster=gone) as watching:
        outcome = ask_redis(f"redis+sentinel://127.0.0.1:{watching.port}/mymaster")

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("redis.lost-master", "refuses")
    assert f"the master is at 127.0.0.1:{gone}" in finding.summary


def test_a_master_that_is_silent() -> None:
    with servers.listener() as silent, redis_servers.sentinel(mymaster=silent) as watching:
        outcome = ask_redis(f"redis+sentinel://:secret@127.0.0.1:{watching.port}/mymaster")

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("redis.lost-master", "silent")


def test_the_masters_password_is_wrong() -> None:
    with (
        servers.valkey("requirepass right-secret") as guarded,
        redis_servers.sentinel(mymaster=guarded.port) as watching,
    ):
        url = f"127.0.0.1:{watching.port}/mymaster"
        wrong = ask_redis(f"redis+sentinel://:mistaken@{url}")
        right = ask_redis(f"redis+sentinel://:right-secret@{url}")

    assert said(wrong, "authenticated").code == "redis.wrong-password"
    assert codes(right) == OK


def test_a_sentinel_with_a_password_of_its_own(master: servers.Valkey) -> None:
    with redis_servers.sentinel("requirepass own-secret", mymaster=master.port) as guarded:
        url = f"redis+sentinel://127.0.0.1:{guarded.port}/mymaster/0"
        missing = ask_redis(url)
        first = ask_redis(url.replace("/mymaster", f",127.0.0.1:{servers.free_port()}/mymaster"))
        right = ask_redis(f"{url}?sentinel_password=own-secret")

    assert said(missing, "authenticated").code == "redis.password-required"
    assert said(first, "authenticated").code == "redis.password-required"
    assert codes(right) == OK


def test_a_redis_where_a_sentinel_was_expected(master: servers.Valkey) -> None:
    outcome = ask_redis(f"redis+sentinel://127.0.0.1:{master.port}/mymaster")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.other-service"
    assert finding.summary.endswith("is a Redis, and the URL expects a Sentinel")


@pytest.mark.parametrize("scheme", ["redis", "redis+cluster"])
def test_a_cluster_of_one_serves_a_plain_client_too(alone: servers.Valkey, scheme: str) -> None:
    outcome = ask_redis(alone.url().replace("redis", scheme), writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "authenticated").evidence["mode"] == "cluster"
    assert said(outcome, "writable").evidence["cluster_state"] == "ok"


def test_a_cluster_has_no_database_but_the_first(alone: servers.Valkey) -> None:
    outcome = ask_redis(alone.url(database=3))

    assert said(outcome, "authenticated").code == "redis.unknown-database"


def test_a_cluster_without_slots_takes_no_writes() -> None:
    with servers.valkey("cluster-enabled yes", f"cluster-port {servers.free_port()}") as empty:
        outcome = ask_redis(empty.url())

    finding = said(outcome, "writable")
    assert finding.code == "redis.cluster-down"
    assert "0 of 16384 slots are assigned" in finding.summary


def test_a_plain_client_meets_moved_in_a_cluster() -> None:
    with redis_servers.cluster(2) as (node, _):
        plain = ask_redis(node.url(), writing=True)
        aware = ask_redis(node.url().replace("redis", "redis+cluster"))

        node.say("ACL SETUSER app on >app-secret ~* &* +@all -cluster")
        unseen = ask_redis(node.url("app:app-secret@"))

    finding = said(plain, "writable")
    assert codes(unseen) == OK
    assert (finding.code, finding.status) == ("redis.cluster-node", "warn")
    assert "is a node of a cluster of 2" in finding.summary
    assert codes(plain)["roundtrip"] in ("ok", "unsupported")
    assert codes(aware) == OK


def test_a_redis_by_itself_where_a_cluster_was_expected(master: servers.Valkey) -> None:
    outcome = ask_redis(f"redis+cluster://127.0.0.1:{master.port}")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.other-service"
    assert finding.summary.endswith("a Redis by itself, and the URL expects a node of a cluster")


def test_nodes_that_are_down_or_silent_are_passed_over(alone: servers.Valkey) -> None:
    hosts = f"127.0.0.1:{servers.free_port()}"
    with servers.listener() as silent:
        outcome = ask_redis(f"redis+cluster://{hosts},127.0.0.1:{silent},127.0.0.1:{alone.port}")

    assert codes(outcome) == OK
