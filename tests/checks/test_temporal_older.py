"""The same questions on a Temporal that some teams still have: it keeps no heartbeats of workers.

So polls are all there is, and which activities are at work; what these do not tell stays unknown.
"""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.ask import codes
from tests.checks.asking_temporal import comes_to, found, rows
from tests.servers import stopped
from tests.temporal_servers import OLDER, Asker, Temporal, temporal

pytestmark = pytest.mark.skipif(not OLDER.exists(), reason="`make test` installs it")

SECONDS = timedelta(seconds=5)
"""The test server's long poll."""


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal(OLDER) as it:
        yield it


def test_a_worker_is_told_by_its_polls(asker: Asker, server: Temporal) -> None:
    with server.worker("idle", identity="me@here"):
        finding = comes_to(asker, server, "idle", "ok", long_poll=SECONDS)
        outcome = asker.ask(server.address, "idle", long_poll=SECONDS)

    (row,) = rows(finding)
    assert row["identity"] == "me@here"
    assert row["workflow"]["state"] == row["activity"]["state"] == "free"
    assert "host" not in row
    assert codes(outcome)["reachable"] == codes(outcome)["namespace"] == "ok"


def test_without_a_worker_a_job_never_runs(asker: Asker, server: Temporal) -> None:
    finding = found(asker.ask(server.address, "nobody-here"), "workers")

    assert finding.code == "temporal.no-workers"


def test_a_worker_on_a_queue_of_another_case_does_not_count(asker: Asker, server: Temporal) -> None:
    with server.worker("Training"):
        comes_to(asker, server, "Training", "ok")
        finding = found(asker.ask(server.address, "training"), "workers")

    assert finding.code == "temporal.no-workers"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_one_that_was_killed_or_shut_down_is_unclear_until_it_is_forgotten(
    asker: Asker, server: Temporal, end: signal.Signals
) -> None:
    queue = f"ended-{end.name}"
    with server.worker(queue, identity="who@here") as pid:
        comes_to(asker, server, queue, "ok", long_poll=SECONDS)
        os.kill(pid, end)
        unclear = "temporal.workers-unclear"
        finding = comes_to(asker, server, queue, unclear, long_poll=SECONDS)

    assert finding.status == "unknown"
    assert "who@here last polled " in finding.summary


@pytest.mark.soak  # waits for a quarter of a minute
def test_a_frozen_worker_is_unclear_too_and_alive_again(asker: Asker, server: Temporal) -> None:
    with server.worker("frozen") as pid:
        comes_to(asker, server, "frozen", "ok", long_poll=SECONDS)
        with stopped(pid):
            comes_to(asker, server, "frozen", "temporal.workers-unclear", long_poll=SECONDS)
        comes_to(asker, server, "frozen", "ok", long_poll=SECONDS)


def test_one_that_takes_activities_only(asker: Asker, server: Temporal) -> None:
    with server.worker("activities", workflows=[]):
        finding = comes_to(asker, server, "activities", "temporal.no-workflow-workers")

    assert "only activities" in finding.summary


def test_one_that_takes_workflows_only_may_be_a_busy_one(asker: Asker, server: Temporal) -> None:
    with server.worker("workflows", identity="w@here", activities=[]):
        finding = comes_to(asker, server, "workflows", "temporal.workers-unclear")

    assert finding.status == "unknown"
    assert "w@here polls for workflows" in finding.summary


def test_a_busy_worker_is_alive_while_it_polls_for_workflows(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("busy", identity="busy@here"):
        comes_to(asker, server, "busy", "ok", long_poll=SECONDS)
        server.hold("busy", seconds=60)
        finding = comes_to(asker, server, "busy", "temporal.saturated", long_poll=SECONDS)

    assert finding.manner == "blocks"
    assert "busy@here (has not asked for activity tasks for " in finding.summary


def test_a_busy_worker_that_takes_activities_only_is_told_by_its_activity(
    asker: Asker, server: Temporal
) -> None:
    with (
        server.worker("split", identity="w@here", activities=[]),
        server.worker("split", identity="a@here", workflows=[]),
    ):
        comes_to(asker, server, "split", "ok", long_poll=SECONDS)
        server.hold("split", seconds=60)
        finding = comes_to(asker, server, "split", "temporal.saturated", long_poll=SECONDS)

    assert 'a@here (began activity "hold" ' in finding.summary


@pytest.mark.soak  # waits for a quarter of a minute
def test_killed_at_its_activity_it_is_unclear_where_nobody_else_takes_workflows(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("alone", identity="alone@here") as pid:
        comes_to(asker, server, "alone", "ok", long_poll=SECONDS)
        server.hold("alone", seconds=60)
        comes_to(asker, server, "alone", "temporal.saturated", long_poll=SECONDS)
        os.kill(pid, signal.SIGKILL)
        unclear = "temporal.workers-unclear"
        finding = comes_to(asker, server, "alone", unclear, long_poll=SECONDS)

    assert finding.status == "unknown"


@pytest.mark.soak  # waits for a quarter of a minute
def test_full_of_workflow_tasks_it_is_busy(asker: Asker, server: Temporal) -> None:
    words = ["workflow", "start", "--type", "Blocking", "--task-queue", "full", "--input", "60"]
    with server.worker("full", workflows=["Blocking"], workflow_slots=2):
        comes_to(asker, server, "full", "ok", long_poll=SECONDS)
        for _ in range(4):
            server.tell(*words)
        finding = comes_to(asker, server, "full", "temporal.saturated", long_poll=SECONDS)

    assert "worker-of-full (has not asked for workflow tasks for " in finding.summary
