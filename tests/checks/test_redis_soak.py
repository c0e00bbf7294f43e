"""Runs that are killed leave no key that stays, and no connection."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.redis_servers import slowed
from tests.servers import Valkey, until, valkey

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

KILLED = 30
CONFIG = """
env_file = []

[dependencies.redis]
check = "redis"
url = "redis://127.0.0.1:{port}"
"""
LATE = 0.05
"""Seconds that each answer takes, so that a run can be met between two commands."""
STARTS, LASTS = 0.3, 1.5
"""Seconds between which such a run may be writing."""


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as started:
        yield started


def test_killed_runs_leave_no_key_that_stays(server: Valkey, tmp_path: Path) -> None:
    chance = random.Random(6)
    with slowed(server.port, LATE) as port:
        for _ in range(KILLED):
            run = started(tmp_path, port)
            try:
                run.wait(timeout=chance.uniform(STARTS, LASTS))
            except subprocess.TimeoutExpired:
                run.kill()
            run.communicate()

    until(lambda: server.info()["connected_clients"] == "1", "their connections are gone")
    assert lasting(server) == 0


def test_a_run_that_is_killed_while_its_key_is_there(server: Valkey, tmp_path: Path) -> None:
    with slowed(server.port, LATE) as port:
        run = started(tmp_path, port)
        until(has_keys(server), "it has written")
        run.kill()
        run.communicate()

    assert has_keys(server)()
    assert lasting(server) == 0


def started(room: Path, port: int) -> "subprocess.Popen[bytes]":
    """`healthcheck --all` on a Redis alone."""
    config = room / "healthcheck.toml"
    config.write_text(CONFIG.format(port=port))
    program = Path(sys.executable).with_name("healthcheck")
    words: list[str | Path] = [program, "--all", "--config", config]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def has_keys(server: Valkey) -> Callable[[], bool]:
    return lambda: server.say("DBSIZE") != [":0"]


def lasting(server: Valkey) -> int:
    """How many keys have no time to live."""
    told = server.info().get("db0", "keys=0,expires=0")
    counts = dict(each.split("=") for each in told.split(",")[:2])
    return int(counts["keys"]) - int(counts["expires"])
