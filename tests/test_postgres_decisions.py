"""What PostgreSQL's limits and settings mean, decided without a server."""

import subprocess
import sys

import pytest

from checks.postgres.connecting.connection import set_where
from checks.postgres.room import Room, tightest

ROW: dict[str, object] = {
    "max_connections": 100,
    "for_superusers": 3,
    "reserved": 7,
    "superuser": False,
    "may_use_reserved": False,
    "role_limit": -1,
    "database_limit": -1,
    "server": 50,
    "role": 8,
    "database": 20,
    "hidden": 0,
    "hidden_in_database": 0,
}


@pytest.mark.parametrize(
    ("differs", "room"),
    [
        ({}, Room(50, 90, "the server")),
        ({"may_use_reserved": True}, Room(50, 97, "the server")),
        ({"superuser": True, "role_limit": 9}, Room(50, 100, "the server")),
        ({"role_limit": 10}, Room(8, 10, "the user")),
        ({"role_limit": 20}, Room(50, 90, "the server")),
        ({"database_limit": 21, "role_limit": 10}, Room(20, 21, "the database")),
        ({"role_limit": 0}, Room(8, 0, "the user")),
        ({"hidden": 4}, Room(50, 90, "the server", exact=False)),
        ({"hidden": 4, "role_limit": 9}, Room(8, 9, "the user")),
        ({"hidden_in_database": 1, "database_limit": 20}, Room(20, 20, "the database", False)),
    ],
)
def test_the_limit_that_is_met_first_counts(differs: dict[str, object], room: Room) -> None:
    assert tightest({**ROW, **differs}) == room


def test_a_limit_of_none_is_used_up() -> None:
    assert Room(0, 0, "the user").share == 1.0


@pytest.mark.parametrize(
    ("room", "full", "nearly"),
    [
        (Room(0, 1, "the user"), False, False),
        (Room(1, 3, "the user"), False, False),
        (Room(2, 3, "the user"), False, True),
        (Room(3, 3, "the user"), True, True),
        (Room(3, 3, "the server", exact=False), False, True),
        (Room(90, 100, "the server"), False, True),
    ],
)
def test_a_limit_is_reached_when_others_alone_reach_it(
    room: Room, full: bool, nearly: bool
) -> None:
    assert (room.is_full, room.is_nearly_full) == (full, nearly)


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("user", "set for the role app"),
        ("database", "set for the database jobs"),
        ("database user", "set for the role app in the database jobs"),
        ("configuration file", "set by the server's configuration file"),
        (None, "set by the server's settings"),
    ],
)
def test_where_read_only_is_set(source: str | None, where: str) -> None:
    assert set_where({"user": "app", "database": "jobs", "source": source}) == where


@pytest.mark.parametrize(
    ("check", "library"), [("checks.postgres", "asyncpg"), ("checks.redis", "redis")]
)
def test_importing_a_check_leaves_its_library_alone(check: str, library: str) -> None:
    code = f"import sys, {check}; sys.exit({library!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
