"""What INFO means, decided without a server."""

import pytest

from checks.redis import state

FULL = {"used_memory": 1100, "maxmemory": 1000, "maxmemory_policy": "noeviction"}


@pytest.mark.parametrize(
    ("differs", "memory"),
    [
        ({}, (1100, 1000)),
        ({"mem_not_counted_for_evict": 200}, (900, 1000)),
        ({"maxmemory": 0}, (1100, 0)),
        ({"maxmemory_policy": "allkeys-lru"}, (1100, 0)),
        ({"maxmemory_policy": "volatile-ttl"}, (1100, 1000)),
        ({"maxmemory_policy": "volatile-ttl", "db1": {"keys": 3, "expires": 0}}, (1100, 1000)),
        ({"maxmemory_policy": "volatile-ttl", "db1": {"keys": 3, "expires": 1}}, (1100, 0)),
    ],
)
def test_memory_is_limited_where_nothing_may_be_evicted(
    differs: dict[str, object], memory: tuple[int, int]
) -> None:
    assert state.memory({**FULL, **differs}) == memory


@pytest.mark.parametrize(
    ("info", "clients"),
    [
        ({"connected_clients": 10, "maxclients": 10}, (9, 10)),
        ({"connected_clients": 10}, (9, 0)),
        ({}, (0, 0)),
    ],
)
def test_our_own_connection_is_not_counted(
    info: dict[str, object], clients: tuple[int, int]
) -> None:
    assert state.clients(info) == clients


@pytest.mark.parametrize(
    ("used", "limit", "answer"), [(89, 100, False), (90, 100, True), (5, 0, False)]
)
def test_nine_tenths_deserve_a_look(used: int, limit: int, answer: bool) -> None:
    assert state.nearly(used, limit) is answer


@pytest.mark.parametrize(
    ("info", "server"),
    [
        ({"redis_version": "7.2.4"}, ("redis", "7.2.4")),
        (
            {"redis_version": "7.2.4", "server_name": "valkey", "valkey_version": "9.1.2"},
            ("valkey", "9.1.2"),
        ),
    ],
)
def test_the_server_is_called_by_its_own_name(
    info: dict[str, object], server: tuple[str, str]
) -> None:
    assert state.server(info) == server


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
    assert state.is_read_only_replica(info) is answer


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
    assert state.cannot_append(info) is answer


@pytest.mark.parametrize(
    ("answer", "command"),
    [
        ("OK", None),
        ("User app has no permissions to run the 'set' command", "SET"),
        ("User app has no permissions to access the '__healthcheck:1' key", None),
        ("User app has no permissions to access the '__healthcheck:1' channel", None),
        ("No permissions to access a key", None),
    ],
)
def test_only_a_denied_command_counts(answer: str, command: str | None) -> None:
    assert state.denied_command(answer) == command


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "1 bytes"), (2048, "2.0 KiB"), (3 << 20, "3.0 MiB"), (5 << 30, "5.0 GiB")],
)
def test_sizes_are_readable(count: int, shown: str) -> None:
    assert state.size(count) == shown
