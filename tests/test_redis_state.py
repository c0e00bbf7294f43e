"""What INFO and the ACL mean, decided without a server."""

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.redis.connecting.parts import Kind
from checks.redis.state import rights, role, room, writing
from checks.redis.state.rights import Denial, Need
from checks.redis.state.room import Memory

FULL = {"used_memory": 1100, "maxmemory": 1000, "maxmemory_policy": "noeviction"}
DROPPING = FULL | {"maxmemory_policy": "allkeys-lru", "evicted_keys": 7, "db0": {"keys": 3}}


@pytest.mark.parametrize(
    ("differs", "verdict"),
    [
        ({}, "full"),
        ({"used_memory": 1000}, "nearly_full"),
        ({"used_memory": 900}, "nearly_full"),
        ({"used_memory": 899}, ""),
        ({"mem_not_counted_for_evict": 300}, ""),
        ({"maxmemory": 0}, ""),
        ({"maxmemory_policy": "allkeys-lru"}, "full"),
        ({"maxmemory_policy": "allkeys-lru", "db1": {"keys": 3, "expires": 0}}, ""),
        ({"maxmemory_policy": "volatile-ttl"}, "full"),
        ({"maxmemory_policy": "volatile-ttl", "db1": {"keys": 3, "expires": 0}}, "full"),
        ({"maxmemory_policy": "volatile-ttl", "db1": {"keys": 3, "expires": 1}}, ""),
        (DROPPING, "evicting"),
        (DROPPING | {"used_memory": 899}, ""),
        (DROPPING | {"evicted_keys": 0}, ""),
    ],
)
def test_memory_is_limited_where_nothing_may_be_evicted(
    differs: dict[str, object], verdict: str
) -> None:
    memory = Memory.of({**FULL, **differs})
    verdicts = ("full", "nearly_full", "evicting")

    assert [each for each in verdicts if getattr(memory, each)][:1] == [verdict][: len(verdict)]


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 5), st.integers(0, 5))
def test_memory_that_may_be_freed_is_never_full(
    used: int, limit: int, evictable: int, evicted: int
) -> None:
    memory = Memory(used, limit, "allkeys-lru", evictable, evicted)

    assert not (memory.full and evictable)
    assert not (memory.evicting and (memory.full or memory.nearly_full))
    assert limit or not (memory.full or memory.nearly_full or memory.evicting)


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("noeviction", "noeviction evicts nothing"),
        ("volatile-lru", "no key has a TTL (volatile-lru)"),
        ("allkeys-lru", "there are no keys (allkeys-lru)"),
    ],
)
def test_why_memory_is_kept(policy: str, kept: str) -> None:
    assert Memory(1, 1, policy).kept == kept


@pytest.mark.parametrize(
    ("info", "clients"),
    [
        ({"connected_clients": 10, "maxclients": 10}, (9, 10)),
        ({"connected_clients": 10}, (9, 0)),
        (
            {
                "connected_clients": 10,
                "connected_slaves": 2,
                "cluster_connections": 4,
                "maxclients": 50,
            },
            (15, 50),
        ),
        ({}, (0, 0)),
    ],
)
def test_our_own_connection_is_not_counted(
    info: dict[str, object], clients: tuple[int, int]
) -> None:
    assert room.clients(info) == clients


@pytest.mark.parametrize(
    ("used", "limit", "answer"), [(89, 100, False), (90, 100, True), (5, 0, False)]
)
def test_nine_tenths_deserve_a_look(used: int, limit: int, answer: bool) -> None:
    assert room.is_nearly(used, limit) is answer


@pytest.mark.parametrize(
    ("answered", "way", "answer"),
    [(0.05, 0.001, False), (0.15, 0.001, True), (0.35, 0.3, False), (0.45, 0.3, True)],
)
def test_a_long_way_is_no_slow_server(answered: float, way: float, answer: bool) -> None:
    assert room.is_slow(answered, way) is answer


@pytest.mark.parametrize(
    ("info", "server", "mode"),
    [
        ({"redis_version": "7.2.4", "redis_mode": "cluster"}, ("redis", "7.2.4"), "cluster"),
        (
            {
                "redis_version": "7.2.4",
                "server_name": "valkey",
                "valkey_version": "9.1.2",
                "server_mode": "standalone",
            },
            ("valkey", "9.1.2"),
            "standalone",
        ),
        ({}, ("redis", ""), ""),
    ],
)
def test_the_server_is_called_by_its_own_name(
    info: dict[str, object], server: tuple[str, str], mode: str
) -> None:
    assert role.server(info) == server
    assert role.mode(info) == mode


MASTERS = {f"master{n}": {"name": f"m{n}", "address": f"10.0.0.{n}:6379"} for n in range(5)}


@pytest.mark.parametrize(
    ("info", "kind", "says"),
    [
        ({"redis_mode": "standalone", "cluster_enabled": 0}, Kind.SINGLE, ""),
        ({"redis_mode": "cluster", "cluster_enabled": 1}, Kind.SINGLE, ""),
        ({"redis_mode": "cluster", "cluster_enabled": 1}, Kind.CLUSTER, ""),
        ({}, Kind.CLUSTER, ""),
        (
            {"redis_mode": "standalone", "cluster_enabled": 0},
            Kind.CLUSTER,
            "a Redis by itself, and the URL expects a node of a cluster",
        ),
        (
            {"redis_mode": "sentinel"},
            Kind.SINGLE,
            "a Sentinel, not a Redis: it watches no master",
        ),
        (
            {"redis_mode": "sentinel", **MASTERS},
            Kind.SINGLE,
            "a Sentinel, not a Redis: its master m0 is at 10.0.0.0:6379, m1 is at 10.0.0.1:6379, "
            "m2 is at 10.0.0.2:6379",
        ),
    ],
)
def test_who_answers_instead(info: dict[str, object], kind: Kind, says: str) -> None:
    assert role.other(info, kind) == says


@pytest.mark.parametrize(
    ("info", "says"),
    [
        ({"loading": 0}, ""),
        ({}, ""),
        (
            {"loading": 1, "loading_loaded_perc": "43.21%", "loading_eta_seconds": 12},
            ": 43.21 % are read, about 12 s are left",
        ),
    ],
)
def test_how_far_loading_is(info: dict[str, object], says: str) -> None:
    assert role.loading(info) == says


@pytest.mark.parametrize(
    ("info", "database", "counts"),
    [
        ({"db0": {"keys": 3}, "db3": {"keys": 120}}, 0, (3, {})),
        ({"db0": {"keys": 3}, "db3": {"keys": 120}}, 1, (0, {"0": 3, "3": 120})),
        ({"dbx": {"keys": 3}}, 0, (0, {})),
    ],
)
def test_keys_elsewhere_are_told_where_there_are_none(
    info: dict[str, object], database: int, counts: tuple[int, dict[str, int]]
) -> None:
    assert role.keys(info, database) == counts


@pytest.mark.parametrize(
    ("told", "is_down", "is_divided"),
    [
        ({"cluster_state": "ok", "cluster_size": "1"}, False, False),
        ({"cluster_state": "ok", "cluster_size": "3"}, False, True),
        ({"cluster_state": "fail", "cluster_size": "3"}, True, True),
        ({}, False, False),
    ],
)
def test_a_cluster_is_down_only_by_its_own_word(
    told: dict[str, object], is_down: bool, is_divided: bool
) -> None:
    cluster = role.Cluster.of(told)

    assert (bool(cluster.down), cluster.divided) == (is_down, is_divided)


@pytest.mark.parametrize(
    ("info", "answer"),
    [
        ({"role": "master"}, False),
        ({"role": "slave"}, True),
        ({"role": "slave", "slave_read_only": 0}, False),
        ({}, False),
    ],
)
def test_a_replica_is_read_only_unless_told_otherwise(
    info: dict[str, object], answer: bool
) -> None:
    assert writing.is_read_only_replica(info) is answer


@pytest.mark.parametrize(
    ("info", "answer"),
    [
        ({"aof_enabled": 1, "aof_last_write_status": "err"}, True),
        ({"aof_enabled": 0, "aof_last_write_status": "err"}, False),
        ({"aof_enabled": 1, "aof_last_write_status": "ok"}, False),
        ({}, False),
    ],
)
def test_an_append_only_file_that_cannot_be_written(info: dict[str, object], answer: bool) -> None:
    assert writing.cannot_append(info) is answer


@pytest.mark.parametrize(
    ("there", "demanded", "answer"),
    [(0, "1", True), (1, "1", False), (1, "2", True), (0, None, True), (1, None, False)],
)
def test_replicas_that_are_missing(there: int, demanded: str | None, answer: bool) -> None:
    assert writing.are_too_few(there, demanded) is answer


UNNAMED = Need(("SET", "__healthcheck:1", "1"))
NAMED = Need(("SET", "channel:key", "1"), "channel:*")


@pytest.mark.parametrize(
    ("need", "answer", "denial"),
    [
        (NAMED, "OK", None),
        (UNNAMED, "User app has no permissions to run the 'set' command", "command"),
        (UNNAMED, "User app has no permissions to access the '__healthcheck:1' key", None),
        (UNNAMED, "User app has no permissions to access the '__healthcheck:1' channel", None),
        (NAMED, "User app has no permissions to access the 'channel:key' key", "key"),
        (NAMED, "This user has no permissions to access the 'channel:key' channel", "channel"),
        (NAMED, "No permissions to access a key", "key"),
        (NAMED, "No permissions to run the 'set' command", "command"),
    ],
)
def test_only_what_the_platform_names_counts(need: Need, answer: str, denial: str | None) -> None:
    assert rights.denial(need, answer) == (Denial(denial, need) if denial else None)


def test_a_command_that_the_server_lacks() -> None:
    denial = rights.denial(UNNAMED, "Command 'SET' not found")

    assert denial
    assert denial.missing


@pytest.mark.parametrize(
    ("keys", "channels", "commands"),
    [
        ((), (), ["SET scratch 1 EX 30", "PUBLISH scratch 1"]),
        (("job:*",), (), ["SET job:healthcheck 1 EX 30", "GET job:healthcheck"]),
        ((), ("jobs:*",), ["PUBLISH jobs:healthcheck 1", "SUBSCRIBE jobs:healthcheck"]),
    ],
)
def test_what_is_asked_about(
    keys: tuple[str, ...], channels: tuple[str, ...], commands: list[str]
) -> None:
    asked = rights.needs(keys, channels, "scratch")

    assert [" ".join(need.command) for need in asked] == commands


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("job:*", "job:healthcheck"),
        ("job", "job"),
        ("j?b:[ab]*", "j_b:ahealthcheck"),
        ("[^a]", "_"),
        (r"\*literal\*", "*literal*"),
    ],
)
def test_an_example_of_a_pattern(pattern: str, name: str) -> None:
    assert rights.example(pattern) == name


@given(st.text(alphabet="ab:*?", max_size=8))
def test_an_example_fits_its_pattern(pattern: str) -> None:
    assert fnmatch.fnmatchcase(rights.example(pattern), pattern)


@pytest.mark.parametrize(
    ("answer", "command"),
    [
        ("User app has no permissions to run the 'set' command", "SET"),
        ("User app has no permissions to access the '__healthcheck:1' key", None),
        ("No permissions to access a key", None),
    ],
)
def test_the_command_that_is_denied(answer: str, command: str | None) -> None:
    assert rights.denied_command(answer) == command


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "1 bytes"), (2048, "2.0 KiB"), (3 << 20, "3.0 MiB"), (5 << 30, "5.0 GiB")],
)
def test_sizes_are_readable(count: int, shown: str) -> None:
    assert room.size(count) == shown
