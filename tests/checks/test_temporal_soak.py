"""Runs in a row, each a process of its own: a process that has used temporalio may crash or hang at
its exit, and one that is killed may leave what it has begun."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import listener, until
from tests.temporal_servers import Temporal, temporal

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

HEALTHY, SILENT, KILLED = 200, 50, 30
QUEUE = "training-tasks"
CONFIG = """
env_file = []

[dependencies.temporal]
check = "temporal"
host = "{host}"
task_queue = "training-tasks"
workflows = ["Holding"]
activities = ["hold"]
timeout = "{timeout}"
"""
STARTS = 0.2
"""Seconds before which a run has not yet asked anything."""
LASTS = 1.2
"""Seconds after which it has ended, on a machine that does little else."""


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it, it.worker(QUEUE):
        yield it


def started(room: Path, host: str, timeout: str = "5s") -> "subprocess.Popen[bytes]":
    """`healthcheck --all` on a Temporal alone."""
    config = room / "healthcheck.toml"
    config.write_text(CONFIG.format(host=host, timeout=timeout))
    program = Path(sys.executable).with_name("healthcheck")
    words: list[str | Path] = [program, "--all", "--config", config]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(run: "subprocess.Popen[bytes]") -> tuple[int, bytes]:
    """Its exit code and what it has complained of; pytest shows the reports of a failed test."""
    said, complained = run.communicate(timeout=60)
    print(run.returncode, said.decode())
    return run.returncode, complained


def test_a_healthy_server_s_runs_end_by_themselves(server: Temporal, tmp_path: Path) -> None:
    until(lambda: ended(started(tmp_path, server.address))[0] == 0, "the worker is there")

    found = [ended(started(tmp_path, server.address)) for _ in range(HEALTHY)]

    assert set(found) == {(0, b"")}


def test_a_silent_server_s_runs_end_by_themselves(tmp_path: Path) -> None:
    with listener() as port:
        found = [ended(started(tmp_path, f"127.0.0.1:{port}", "1s")) for _ in range(SILENT)]

    assert set(found) == {(1, b"")}


def test_killed_runs_leave_nothing_running(server: Temporal, tmp_path: Path) -> None:
    chance = random.Random(5)
    for _ in range(KILLED):
        run = started(tmp_path, server.address)
        try:
            run.wait(timeout=chance.uniform(STARTS, LASTS))
        except subprocess.TimeoutExpired:
            run.kill()
        run.communicate()

    until(lambda: running(server) == [], "what they began has ended by itself")


def running(server: Temporal) -> list[str]:
    """Workflows of ours that have not ended."""
    query = "ExecutionStatus = 'Running' AND WorkflowType = '__healthcheck_registration_probe__'"
    listed = json.loads(server.tell("workflow", "list", "--query", query, "--output", "json"))
    return [each["execution"]["workflowId"] for each in listed]
