"""Redis on real servers: each way to fail, and what must not be taken for one."""

import shutil
import socket
from collections.abc import Iterator

import pytest

from checks.redis.connecting.faults import FAULTS
from healthcheck import faults
from tests import servers
from tests.ask import codes
from tests.checks.asking import ask_redis, said

OK = {
    "configured": "ok",
    "reachable": "ok",
    "authenticated": "ok",
    "capacity": "ok",
    "writable": "ok",
    "roundtrip": "writes",
}
PROVEN = OK | {"roundtrip": "ok"}
SETTINGS_FRAME = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00"
HANDSHAKE_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Valkey]:
    """One without a password for most tests."""
    with servers.valkey("enable-debug-command local") as started:
        started.say(
            "ACL SETUSER app on >app-secret ~* &* +@all",
            "ACL SETUSER odd on >p@ss:w/rd?%# ~* &* +@all",
            "ACL SETUSER off_duty off >off_duty-secret ~* &* +@all",
            "ACL SETUSER jobs on >jobs-secret ~job:* &job:* +@all",
            "ACL SETUSER managed on >managed-secret ~* &* +@all -@dangerous -acl -client +info",
            "ACL SETUSER bare on >bare-secret ~* &* +set +get +del +publish +subscribe",
            "ACL SETUSER reader on >reader-secret ~* &* +@all -set",
            "ACL SETUSER blind on >blind-secret ~* &* +@all -acl -publish",
            "ACL SETUSER one on >one-secret ~* &* +@all -select",
        )
        yield started


@pytest.fixture
def guarded() -> Iterator[servers.Valkey]:
    with servers.valkey("requirepass right-secret") as started:
        yield started


def test_a_healthy_server_is_ok_and_tells_what_it_is(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url())

    assert codes(outcome) == OK
    evidence = said(outcome, "authenticated").evidence
    assert (evidence["server"], evidence["version"]) == ("valkey", "9.1.2")
    assert said(outcome, "capacity").evidence["clients"] == 0


def test_reading_takes_one_connection_and_six_commands(server: servers.Valkey) -> None:
    server.say("CONFIG RESETSTAT")
    ask_redis(server.url())

    asked, connections = _asked(server)
    assert connections == 1
    assert asked == {"client|setname": 1, "ping": 1, "info": 1, "hello": 1, "acl|dryrun": 2}


def test_all_of_it_takes_two_connections(server: servers.Valkey) -> None:
    server.say("CONFIG RESETSTAT")
    outcome = ask_redis(server.url("app:app-secret@", 3), writing=True)

    assert codes(outcome) == PROVEN
    asked, connections = _asked(server)
    assert connections == 2
    twice = {"auth", "select", "acl|dryrun"}
    once = {"client|setname", "hello", "ping", "info", "set", "get", "del", "subscribe", "publish"}
    assert asked.pop("unsubscribe", 1) == 1
    assert asked == dict.fromkeys(twice, 2) | dict.fromkeys(once, 1)
    assert server.say("SELECT 3", "DBSIZE") == ["+OK", ":0"]


def test_the_scratch_key_would_go_by_itself(server: servers.Valkey) -> None:
    server.say("ACL SETUSER undeletable on >undeletable-secret ~* &* +@all -del")
    outcome = ask_redis(server.url("undeletable:undeletable-secret@", 4), writing=True)

    assert codes(outcome) == PROVEN
    _, key = server.say("SELECT 4", "RANDOMKEY")
    _, left = server.say("SELECT 4", f"TTL {key}")
    assert key.startswith("__healthcheck:")
    assert 0 < int(left.removeprefix(":")) <= 30


def test_special_characters_in_the_password_are_url_encoded(server: servers.Valkey) -> None:
    assert codes(ask_redis(server.url("odd:p%40ss%3Aw%2Frd%3F%25%23@"))) == OK


@pytest.mark.parametrize(
    "account", ["app:mistaken", "nobody_here:mistaken", "off_duty:off_duty-secret"]
)
def test_a_wrong_password_an_unknown_and_a_disabled_user_look_the_same(
    server: servers.Valkey, account: str
) -> None:
    outcome = ask_redis(server.url(f"{account}@"))

    finding = said(outcome, "authenticated")
    assert finding.code == "redis.wrong-password"
    assert codes(outcome)["writable"] == "after:authenticated"


def test_the_servers_only_password_is_wrong_or_missing(guarded: servers.Valkey) -> None:
    wrong = ask_redis(guarded.url(":mistaken@"))
    missing = ask_redis(guarded.url())
    right = ask_redis(guarded.url(":right-secret@"), writing=True)

    assert said(wrong, "authenticated").code == "redis.wrong-password"
    assert said(missing, "authenticated").code == "redis.password-required"
    assert codes(right) == PROVEN


def test_a_password_that_the_server_does_not_have(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url(":needless-secret@"))

    assert said(outcome, "authenticated").code == "redis.password-unexpected"


def test_an_unknown_database(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url(database=99))

    assert said(outcome, "authenticated").code == "redis.unknown-database"


def test_an_account_that_may_not_choose_its_database(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url("one:one-secret@", database=1))

    assert said(outcome, "authenticated").code == "redis.no-permission"


def test_a_denied_command_is_named_without_writing(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url("reader:reader-secret@"), writing=True)

    finding = said(outcome, "writable")
    assert finding.code == "redis.no-permission"
    assert finding.summary == "the ACL denies SET to the user reader"
    assert codes(outcome)["roundtrip"] == "after:writable"


def test_an_account_for_other_keys_is_none_of_our_business(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url("jobs:jobs-secret@"), writing=True)

    assert codes(outcome) == PROVEN | {"roundtrip": "unsupported"}


def test_rights_that_cannot_be_seen_are_proven_by_using_them(server: servers.Valkey) -> None:
    managed = ask_redis(server.url("managed:managed-secret@"), writing=True)
    bare = ask_redis(server.url("bare:bare-secret@"), writing=True)
    blind = ask_redis(server.url("blind:blind-secret@"), writing=True)

    assert codes(managed) == PROVEN | {"writable": "unsupported"}
    assert codes(bare) == PROVEN | {"capacity": "unsupported", "writable": "unsupported"}
    assert said(blind, "roundtrip").code == "redis.no-publishing"
    assert "PUBLISH" in said(blind, "roundtrip").summary


def test_a_command_that_updates_need_is_missed() -> None:
    with servers.valkey('rename-command PUBLISH ""') as crippled:
        outcome = ask_redis(crippled.url(), writing=True)

    finding = said(outcome, "writable")
    assert finding.code == "redis.unknown-command"
    assert finding.summary.endswith("has no command PUBLISH")


def test_a_missing_command_is_met_where_it_cannot_be_seen() -> None:
    with servers.valkey('rename-command PUBLISH ""', 'rename-command ACL ""') as crippled:
        outcome = ask_redis(crippled.url(), writing=True)

    finding = said(outcome, "roundtrip")
    assert finding.code == "redis.unknown-command"
    assert "unknown command 'PUBLISH'" in finding.summary


def test_commands_that_were_renamed_away_are_not_missed() -> None:
    gone = [f'rename-command {word} ""' for word in ("CONFIG", "ACL", "CLIENT", "INFO")]
    with servers.valkey(*gone) as managed:
        outcome = ask_redis(managed.url(), writing=True)

    assert codes(outcome) == PROVEN | {"capacity": "unsupported", "writable": "unsupported"}


def test_memory_that_is_full_refuses_the_next_write() -> None:
    with servers.valkey("enable-debug-command local") as small:
        small.say("DEBUG POPULATE 20000 key 1000")
        used = int(small.info()["used_memory"])
        small.say(f"CONFIG SET maxmemory {used - 1000}")
        full = ask_redis(small.url(), writing=True)
        oom = small.say("SET key value")
        small.say(f"CONFIG SET maxmemory {int(used * 1.08)}")
        nearly = ask_redis(small.url(), writing=True)

    finding = said(full, "capacity")
    assert finding.code == "redis.full"
    assert "MiB" in finding.summary
    assert oom[0].startswith("-OOM")
    assert codes(full)["roundtrip"] == "after:capacity"
    assert codes(nearly) == PROVEN | {"capacity": "redis.nearly-full"}
    assert said(nearly, "capacity").status == "warn"


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-lru"])
def test_a_cache_at_its_limit_makes_room(policy: str) -> None:
    with servers.valkey(f"maxmemory-policy {policy}") as cache:
        limit = int(cache.info()["used_memory"]) + 300_000
        cache.say(f"CONFIG SET maxmemory {limit}")
        cache.say(*(f"SET key{number} {'x' * 1000} EX 1000" for number in range(600)))
        evicting = ask_redis(cache.url(), writing=True)
        cache.say(f"CONFIG SET maxmemory {limit * 2}")
        far_from_full = ask_redis(cache.url(), writing=True)

    finding = said(evicting, "capacity")
    assert codes(evicting) == PROVEN | {"capacity": "redis.evicting"}
    assert finding.status == "warn"
    assert f"keys have been dropped so far ({policy})" in finding.summary
    assert codes(far_from_full) == PROVEN


def test_a_cache_without_anything_to_evict_is_full() -> None:
    with servers.valkey("maxmemory-policy volatile-lru") as cache:
        cache.say("SET kept for-ever", "CONFIG SET maxmemory 1")
        outcome = ask_redis(cache.url())

    assert said(outcome, "capacity").code == "redis.full"


def test_no_connection_is_left() -> None:
    with servers.valkey("maxclients 10") as small:
        with small.held(10):
            full = ask_redis(small.url(":needless-secret@"))
        with small.held(9):
            nearly = ask_redis(small.url())

    assert codes(full) == OK | {
        "authenticated": "internal.no-connection",
        "capacity": "redis.too-many-clients",
        "writable": "internal.no-connection",
        "roundtrip": "after:capacity",
    }
    assert said(full, "capacity").passing
    assert codes(nearly) == OK | {"capacity": "redis.nearly-full"}
    assert said(nearly, "capacity").summary == "9 of 10 possible clients are connected"


def test_a_replica_takes_no_writes(server: servers.Valkey) -> None:
    with servers.valkey(f"replicaof 127.0.0.1 {server.port}") as replica:
        read_only = ask_redis(replica.url())
        replica.say("CONFIG SET replica-read-only no")
        writable = ask_redis(replica.url())

    finding = said(read_only, "writable")
    assert finding.code == "redis.read-only-replica"
    assert f"127.0.0.1:{server.port}" in finding.summary
    assert codes(writable) == OK


def test_too_few_replicas() -> None:
    with servers.valkey("min-replicas-to-write 2") as lonely:
        lonely.say("ACL SETUSER app on >app-secret ~* &* +@all -config")
        outcome = ask_redis(lonely.url())
        unseen = ask_redis(lonely.url("app:app-secret@"))
        refused = lonely.say("SET key value")

    finding = said(outcome, "writable")
    assert finding.code == "redis.too-few-replicas"
    assert finding.summary == "0 of 2 replicas that a write needs are there: writes are refused"
    assert said(unseen, "writable").code == "redis.too-few-replicas"
    assert refused[0].startswith("-NOREPLICAS")


def test_data_that_cannot_be_saved() -> None:
    with servers.valkey("save 3600 1") as sick:
        shutil.rmtree(sick.room / "data")
        sick.say("BGSAVE")
        servers.until(lambda: sick.info()["rdb_last_bgsave_status"] == "err", "saving fails")
        refusing = ask_redis(sick.url())
        refused = sick.say("SET key value")
        sick.say("CONFIG SET stop-writes-on-bgsave-error no")
        careless = ask_redis(sick.url(), writing=True)

    assert said(refusing, "writable").code == "redis.disk-error"
    assert refused[0].startswith("-MISCONF")
    assert codes(careless) == PROVEN | {"writable": "redis.disk-error"}
    assert said(careless, "writable").status == "warn"


def test_protected_mode_says_so() -> None:
    denied = b"-DENIED Redis is running in protected mode because protected mode is enabled\r\n"
    with servers.listener(denied, at_once=True) as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "redis.protected-mode"


def test_tls_where_the_server_speaks_plain_text(server: servers.Valkey) -> None:
    outcome = ask_redis(server.url().replace("redis://", "rediss://"))

    assert said(outcome, "reachable").code == "redis.tls-unexpected"


def test_tls_with_a_certificate(server: servers.Valkey) -> None:
    with servers.certificate() as made, servers.tls_front(server.port, made) as port:
        right = ask_redis(f"rediss://localhost:{port}?ssl_ca_certs={made.ca}", writing=True)
        careless = ask_redis(f"rediss://127.0.0.1:{port}?ssl_cert_reqs=none")
        unknown_ca = ask_redis(f"rediss://localhost:{port}")
        missing = ask_redis(f"rediss://localhost:{port}?ssl_ca_certs={made.ca}.gone")

    assert codes(right) == PROVEN
    assert codes(careless) == OK
    assert said(unknown_ca, "reachable").code == "redis.certificate"
    assert said(missing, "reachable").code == "redis.certificate"


def test_a_stopped_server_is_silent() -> None:
    with servers.valkey() as frozen, servers.stopped(frozen.pid):
        plain = ask_redis(frozen.url(), timeout=0.5)
        tls = ask_redis(frozen.url().replace("redis://", "rediss://"), timeout=1.5)

    finding = said(plain, "reachable")
    assert (finding.code, finding.manner) == ("redis.silent", "silent")
    assert said(tls, "reachable").code == "redis.silent"


def test_nobody_listens() -> None:
    outcome = ask_redis(f"redis://localhost:{servers.free_port()}")

    assert said(outcome, "reachable").code == "redis.refused"


def test_the_name_does_not_resolve() -> None:
    assert said(ask_redis("redis://cache.invalid"), "reachable").code == "redis.name-not-found"


def test_a_port_that_never_speaks() -> None:
    with servers.listener() as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}", timeout=0.5)

    assert said(outcome, "reachable").code == "redis.silent"


def test_a_port_that_cuts_the_connection() -> None:
    with servers.listener(b"") as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "redis.reset"


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
@pytest.mark.parametrize(
    ("answer", "at_once", "who"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False, "a web server"),
        (SETTINGS_FRAME, True, "an HTTP/2 server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", True, "an SSH server"),
    ],
)
def test_another_service_is_named(scheme: str, answer: bytes, at_once: bool, who: str) -> None:
    with servers.listener(answer, at_once=at_once) as port:
        outcome = ask_redis(f"{scheme}://127.0.0.1:{port}")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.other-service"
    assert who in finding.summary


def test_a_service_that_speaks_and_then_waits_is_named() -> None:
    with servers.listener(SETTINGS_FRAME, at_once=True, stays=True) as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}", timeout=1)

    assert said(outcome, "reachable").code == "redis.other-service"


def test_postgresql_on_the_port_is_named() -> None:
    with servers.postgres() as database:
        outcome = ask_redis(f"redis://127.0.0.1:{database.port}")

    finding = said(outcome, "reachable")
    assert finding.code == "redis.other-service"
    assert "answered by PostgreSQL" in finding.summary


def test_a_tls_server_on_the_port() -> None:
    with servers.listener(HANDSHAKE_ALERT) as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "redis.tls-expected"


@pytest.mark.parametrize(
    ("command", "code"), [("GET", "redis.not-stored"), ("PUBLISH", "redis.not-heard")]
)
def test_a_proxy_that_asks_the_wrong_server(
    server: servers.Valkey, command: str, code: str
) -> None:
    with servers.misplacing(server.port, command) as port:
        outcome = ask_redis(f"redis://127.0.0.1:{port}", writing=True)

    assert said(outcome, "roundtrip").code == code


def test_every_fault_row_names_a_class_of_the_client_library() -> None:
    import redis.asyncio  # noqa: F401 - makes the names known

    assert [row.error for row in FAULTS if faults.resolve(row.error) is None] == []


def _asked(server: servers.Valkey) -> tuple[dict[str, int], int]:
    """How often each command was called since CONFIG RESETSTAT, and over how many connections."""
    info = server.info()
    calls = {
        key.removeprefix("cmdstat_"): int(value.partition("calls=")[2].partition(",")[0])
        for key, value in info.items()
        if key.startswith("cmdstat_")
    }
    calls.pop("config|resetstat")
    return calls, int(info["total_connections_received"]) - 1  # the last one is this one's


def test_a_script_that_does_not_end_keeps_everybody_waiting() -> None:
    with servers.valkey("busy-reply-threshold 1") as working:
        host, port = "127.0.0.1", working.port
        with socket.create_connection((host, port)) as client:
            client.sendall(b'EVAL "while true do end" 0\r\n')
            servers.until(lambda: b"BUSY" in _ping(host, port), "the script runs")

            outcome = ask_redis(f"redis://{host}:{port}")

            with socket.create_connection((host, port)) as killer:
                killer.sendall(b"SCRIPT KILL\r\n")
                killer.recv(64)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("redis.busy", "blocks")


def _ping(host: str, port: int) -> bytes:
    with socket.create_connection((host, port)) as client:
        client.sendall(b"PING\r\n")
        return client.recv(64)
