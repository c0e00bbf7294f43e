"""Runs that are killed leave nothing in a store that the next one does not take away."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import storage_servers as stores
from tests.checks.asking_stores import ask_minio, ask_r2
from tests.checks.test_storage_rights import ALL, begin, uploads
from tests.storage_servers import Request, Response, Store

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]

KILLED = 30
CONFIG = """
env_file = []

[dependencies.store]
check = "{kind}"
endpoint = "http://127.0.0.1:{port}"
access_key = "{keys[0]}"
secret_key = "{keys[1]}"
buckets = ["{buckets}"]
"""
LATE = 0.05
"""Seconds that each answer takes, so that a run can be met between two requests."""
STARTS, LASTS = 0.5, 2.2
"""Seconds between which such a run may be writing."""
THEIRS = ["__healthcheck/readme", "checkpoints/1.pt"]
ASKED = {"minio": ask_minio, "r2": ask_r2}


@pytest.fixture(params=["minio", "r2"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(kind: str) -> Iterator[Store]:
    with stores.minio() if kind == "minio" else stores.seaweed() as started:
        started.make("weights")
        for key in THEIRS:
            started.put("weights", key, "somebody's")
            begin(started, key)
        yield started


def test_killed_runs_leave_nothing_that_the_next_does_not_sweep(
    kind: str, store: Store, tmp_path: Path
) -> None:
    chance = random.Random(7)

    def linger(request: Request) -> Response:
        threading.Event().wait(LATE)
        return stores.forwarded(request, store.port)

    with stores.answering(linger) as port:
        for _ in range(KILLED):
            run = started(tmp_path, kind, port, store)
            try:
                run.wait(timeout=chance.uniform(STARTS, LASTS))
            except subprocess.TimeoutExpired:
                run.kill()
            run.communicate()
    left = set(store.objects("weights")) | set(uploads(store))
    with stores.answering(
        lambda r: stores.dated(stores.forwarded(r, store.port), ahead=7200)
    ) as port:
        for _ in range(3):  # each takes away twenty, as long as it has time
            ASKED[kind](port, store.keys, ALL, writing=True)

    assert left > set(THEIRS), "nobody was killed while it wrote"
    assert sorted(store.objects("weights")) == THEIRS
    assert list(uploads(store)) == THEIRS


def started(room: Path, kind: str, port: int, store: Store) -> "subprocess.Popen[bytes]":
    """`healthcheck --all` on a store alone."""
    config = room / "healthcheck.toml"
    config.write_text(CONFIG.format(kind=kind, port=port, keys=store.keys, buckets=ALL))
    program = Path(sys.executable).with_name("healthcheck")
    words: list[str | Path] = [program, "--all", "--config", config]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
