"""The way to a Redis: a socket, TLS, an old protocol, a server that loads or is slow."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from checks.redis import RedisTarget, redis
from checks.redis.connecting.url import RedisUrl
from tests import redis_servers, servers
from tests.ask import ask, codes
from tests.checks.asking import ask_redis, said
from tests.checks.test_redis import OK, PROVEN


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Valkey]:
    with servers.valkey("databases 16") as started:
        yield started


def test_a_unix_socket() -> None:
    with servers.directory() as room, servers.valkey(f"unixsocket {room}/redis.sock"):
        there = ask_redis(f"unix://{room}/redis.sock?db=3", writing=True)
        missing = ask_redis(f"unix://{room}/other.sock")
        (room / "stale.sock").touch()
        stale = ask_redis(f"unix://{room}/stale.sock")

    assert codes(there) == PROVEN
    assert said(there, "authenticated").evidence["database"] == 3
    finding = said(missing, "reachable")
    assert finding.code == "redis.no-socket"
    assert finding.summary.endswith("other.sock?db=0 cannot be opened: No such file or directory")
    assert said(stale, "reachable").code == "redis.refused"


def test_the_certificate_is_for_another_name(server: servers.Valkey) -> None:
    with servers.certificate() as made, servers.tls_front(server.port, made) as port:
        url = f"rediss://127.0.0.1:{port}?ssl_ca_certs={made.ca}"
        strict = ask_redis(url)
        lax = ask_redis(f"{url}&ssl_check_hostname=false&ssl_min_version=771")
        plain = ask_redis(f"redis://127.0.0.1:{port}")

    assert said(strict, "reachable").code == "redis.certificate"
    assert codes(lax) == OK
    assert said(plain, "reachable").code == "redis.tls-expected"


def test_hello_is_refused() -> None:
    with servers.valkey('rename-command HELLO ""') as old:
        unclear = ask_redis(old.url(), writing=True)
        fine = ask_redis(f"{old.url()}?protocol=2")
        refused = ask_redis(f"{old.url()}?protocol=3")

    assert codes(unclear) == PROVEN | {"authenticated": "redis.hello-refused"}
    assert said(unclear, "authenticated").status == "warn"
    assert codes(fine) == OK
    assert said(refused, "authenticated").code == "redis.hello-refused"
    assert said(refused, "authenticated").status == "fail"


def test_resp3_where_the_url_asks_for_it(server: servers.Valkey) -> None:
    assert codes(ask_redis(f"{server.url()}?protocol=3", writing=True)) == PROVEN


def test_a_database_that_cannot_be_chosen() -> None:
    with servers.valkey('rename-command SELECT ""') as single:
        chosen = ask_redis(single.url(database=1))
        left = ask_redis(single.url())

    assert said(chosen, "authenticated").code == "redis.unknown-command"
    assert codes(left) == OK


def test_a_name_in_place_of_a_database_is_passed_over(server: servers.Valkey) -> None:
    outcome = ask_redis(f"redis://127.0.0.1:{server.port}/first", writing=True)

    assert codes(outcome) == PROVEN | {"authenticated": "redis.unread-database"}
    assert said(outcome, "authenticated").status == "warn"
    assert said(outcome, "authenticated").evidence["database"] == 0


def test_a_database_below_zero(server: servers.Valkey) -> None:
    outcome = ask_redis(f"redis://127.0.0.1:{server.port}/-1")

    assert said(outcome, "authenticated").code == "redis.unknown-database"


def test_keys_in_another_database_are_told_and_no_finding(server: servers.Valkey) -> None:
    server.say("SELECT 5", "SET job:1 pending")
    outcome = ask_redis(server.url(database=6))
    there = ask_redis(server.url(database=5))

    assert codes(outcome) == OK
    assert said(outcome, "authenticated").evidence["keys_of_other_databases"] == {"5": 1}
    assert said(there, "authenticated").evidence["keys"] == 1
    assert "keys_of_other_databases" not in said(there, "authenticated").evidence


def test_a_server_that_loads_its_data_tells_how_far_it_is() -> None:
    with servers.valkey("enable-debug-command local", "key-load-delay 2000") as loading:
        loading.say("DEBUG POPULATE 20000")
        with socket.create_connection(("127.0.0.1", loading.port)) as reload:
            loading.say("CONFIG SET loading-process-events-interval-bytes 1024")
            reload.sendall(b"DEBUG RELOAD\r\n")
            servers.until(lambda: loading.say("PING")[0].startswith("-LOADING"), "loading")
            outcome = ask_redis(loading.url(database=3))

    finding = said(outcome, "reachable")
    assert finding.code == "redis.starting-up"
    assert finding.passing
    assert "% are read, about" in finding.summary


def test_a_replica_that_has_lost_its_master() -> None:
    lost = f"replicaof 127.0.0.1 {servers.free_port()}"
    with servers.valkey("replica-serve-stale-data no", lost) as replica:
        read_only = ask_redis(replica.url(database=2))
        replica.say("CONFIG SET replica-read-only no")
        stale = ask_redis(replica.url(database=2))
        refused = replica.say("SET key value")

    assert said(read_only, "writable").code == "redis.read-only-replica"
    assert said(stale, "writable").code == "redis.stale-replica"
    assert refused[0].startswith("-MASTERDOWN")


def test_slow_answers_deserve_a_look(server: servers.Valkey) -> None:
    with redis_servers.slowed(server.port, 0.15) as port:
        slow = RedisUrl.parse(f"redis://127.0.0.1:{port}")
        outcome = ask(redis, RedisTarget(url=slow), writing=True)

    finding = said(outcome, "capacity")
    assert codes(outcome) == PROVEN | {"capacity": "redis.slow-answers"}
    assert finding.status == "warn"
    assert finding.summary.startswith("the fastest of 3 pings took ")


def test_an_answer_that_is_a_little_late_is_fine(server: servers.Valkey) -> None:
    with redis_servers.slowed(server.port, 0.01) as port:
        here = RedisUrl.parse(server.url())
        outcome = ask(redis, RedisTarget(url=replace(here, port=port)), writing=True)

    assert codes(outcome) == PROVEN


def test_a_busy_server_that_suffices_is_fine(server: servers.Valkey) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as waiting:
        waiting.sendall(b"BLPOP job:queue 0\r\n")
        servers.until(lambda: server.info()["blocked_clients"] == "1", "it waits for work")
        outcome = ask_redis(server.url(), writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "capacity").evidence["blocked_clients"] == 1
