"""Runs that are killed leave no task in ClearML that the next one does not take away; on the
sandbox's stand-in, since no real server can be had."""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.checks.test_clearml_beside import ask_beside, call, names
from tests.clearml_servers import ACCESS, SECRET, Sandbox, clearml_sandbox
from tests.web_servers import Answer, Asked, web_server, without_proxies

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]

KILLED = 30
CONFIG = """
env_file = []

[dependencies.clearml]
check = "clearml"
api_host = "http://127.0.0.1:{port}"
access_key = "{access}"
secret_key = "{secret}"
"""
LATE = 0.1
"""Seconds that each answer takes, so that a run can be met between two requests."""
STARTS, LASTS = 0.5, 2.2
THEIRS = "__healthcheck-theirs"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    without_proxies(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    with clearml_sandbox() as started:
        yield started


def test_killed_runs_leave_no_task_that_the_next_does_not_sweep(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    chance = random.Random(7)
    call(sandbox, "tasks.create", {"name": THEIRS, "type": "testing"})
    with web_server(lambda asked: passed_on(asked, sandbox)) as server:
        for _ in range(KILLED):
            run = started(tmp_path, server.port)
            try:
                run.wait(timeout=chance.uniform(STARTS, LASTS))
            except subprocess.TimeoutExpired:
                run.kill()
            run.communicate()
    left = names(sandbox)
    with web_server(lambda asked: passed_on(asked, sandbox, ahead=True)) as server:
        for _ in range(5):  # each takes away twenty, as long as it has time
            ask_beside(server.port, "tasks", writing=True)

    assert len(left) > 1, "nobody was killed while its task was there"
    assert names(sandbox) == [THEIRS]


def passed_on(asked: Asked, sandbox: Sandbox, *, ahead: bool = False) -> Answer:
    """The stand-in's answer, a little later; `ahead`: all tasks but the newest are older by two
    hours."""
    threading.Event().wait(LATE)
    sent = {k: v for k, v in asked.headers.items() if k not in ("content-length", "host")}
    url = f"http://127.0.0.1:{sandbox.api}{asked.path}"
    answer = httpx.request(asked.method, url, headers=sent, content=asked.body)
    headers = {"Content-Type": answer.headers["content-type"]}
    if not (ahead and asked.path.endswith("tasks.get_all")):
        return Answer(answer.status_code, answer.content, headers)
    told = answer.json()
    tasks = sorted(told["data"]["tasks"], key=lambda each: str(each["created"]))
    for each in tasks[:-1]:
        made = datetime.fromisoformat(each["created"]) - timedelta(hours=2)
        each["created"] = made.isoformat()
    told["data"]["tasks"] = tasks
    return Answer(200, json.dumps(told).encode(), headers)


def started(room: Path, port: int) -> "subprocess.Popen[bytes]":
    """`healthcheck --all` on a ClearML alone."""
    config = room / "healthcheck.toml"
    config.write_text(CONFIG.format(port=port, access=ACCESS, secret=SECRET))
    program = Path(sys.executable).with_name("healthcheck")
    words: list[str | Path] = [program, "--all", "--config", config]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
