"""What real workers say of what they have registered, and that asking leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from healthcheck import Finding, Outcome
from tests.ask import codes
from tests.servers import process, stopped, until
from tests.temporal_servers import OLDER, Asker, Temporal, temporal

NEEDED: dict[str, Any] = {"workflows": ("Holding",), "activities": ("hold",)}
PREFIX = "__healthcheck-"


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


@pytest.fixture(scope="module")
def older() -> Iterator[Temporal]:
    with temporal(OLDER) as it:
        yield it


SWEEP = """
import asyncio, os, sys
from datetime import timedelta
from temporalio.client import Client
from checks.temporal.registration.remains import sweep_activities, sweep_workflows

async def main():
    client = await Client.connect(sys.argv[1])
    print(await sweep_workflows(client, timedelta(0)))
    print(await sweep_activities(client, timedelta(0)))

asyncio.run(main())
sys.stdout.flush()
os._exit(0)
"""
"""As a run does it, for what ended a moment ago."""


def left(server: Temporal, queue: str) -> list[dict[str, Any]]:
    """Workflows of ours on this queue that the server still knows."""
    words = ["--query", f"TaskQueue = '{queue}'", "--output", "json"]
    listed = json.loads(server.tell("workflow", "list", *words))
    return [each for each in listed if each["execution"]["workflowId"].startswith(PREFIX)]


def found(outcome: Outcome, step: str) -> Finding:
    finding = outcome.find(step)
    assert finding
    return finding


def has_come(asker: Asker, server: Temporal, queue: str, workers: int = 1) -> None:
    """All of its workers poll, for both kinds of task."""

    def polls() -> bool:
        told = found(asker.ask(server.address, queue), "workers").evidence["workers"]
        assert isinstance(told, list)
        free = [each for each in told if "poll_age" in each.get("workflow", {})]
        return len(free) == workers and all("poll_age" in each.get("activity", {}) for each in free)

    until(polls, f"the workers of {queue} poll")


def has_beaten(asker: Asker, server: Temporal, queue: str) -> bool:
    """Its worker has told how it is."""
    rows = found(asker.ask(server.address, queue), "workers").evidence["workers"]
    assert isinstance(rows, list)
    return any("heartbeat_age" in each for each in rows)


def asked(asker: Asker, server: Temporal, queue: str, **settings: Any) -> Outcome:
    return asker.ask(server.address, queue, writing=True, **(NEEDED | settings))


# what is registered


def test_what_a_job_needs_is_there(asker: Asker, server: Temporal) -> None:
    with server.worker("whole", identity="me@here"):
        has_come(asker, server, "whole")
        outcome = asked(asker, server, "whole")

    assert set(codes(outcome).values()) == {"ok"}
    assert found(outcome, "workflows").evidence["registered"] == {"me@here": ["Holding"]}
    assert found(outcome, "activities").evidence["registered"] == {"me@here": ["hold"]}


def test_what_is_missing_is_named_with_what_is_there(asker: Asker, server: Temporal) -> None:
    with server.worker("lacking", workflows=["Holding", "TrainingWorkflow"]):
        has_come(asker, server, "lacking")
        wanted = {"workflows": ("trainingWorkflow",), "activities": ("train",)}
        outcome = asked(asker, server, "lacking", **wanted)

    workflow, activity = found(outcome, "workflows"), found(outcome, "activities")
    assert workflow.code == "temporal.unknown-workflow"
    assert workflow.summary.endswith("; there: Holding, TrainingWorkflow")
    assert 'Did you mean "TrainingWorkflow"?' in workflow.hint
    assert activity.code == "temporal.unknown-activity"
    assert activity.summary.endswith('has registered the activity "train"; there: hold')


def test_all_of_three_are_heard_and_the_one_that_lacks_it_is_named(
    asker: Asker, server: Temporal
) -> None:
    with ExitStack() as workers:
        for name in ("one", "two"):
            has = {"workflows": ["Holding"], "activities": ["hold"]}
            workers.enter_context(server.worker("three", identity=name, **has))
        has = {"workflows": ["TrainingWorkflow"], "activities": ["train"]}
        workers.enter_context(server.worker("three", identity="other", **has))
        has_come(asker, server, "three", workers=3)
        outcome = asked(asker, server, "three")

    workflow, activity = found(outcome, "workflows"), found(outcome, "activities")
    assert (workflow.code, workflow.status) == ("temporal.workflow-on-some-workers", "warn")
    assert "is registered on one, two, and not on other" in workflow.summary
    assert (activity.code, activity.manner) == ("temporal.activity-on-some-workers", "blocks")


def test_a_dynamic_workflow_takes_every_type_and_that_is_said(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("dynamic", identity="any@here", workflows=["Anything"]):
        has_come(asker, server, "dynamic")
        outcome = asked(asker, server, "dynamic")

    finding = found(outcome, "workflows")
    assert (finding.code, finding.status) == ("temporal.accepts-any-type", "warn")
    assert "any@here accepts any type of workflow, and ran healthcheck's probe" in finding.summary
    assert "registration = false" in finding.hint


def test_encoded_failures_can_be_read_where_nobody_encrypts_them(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("encoded", encoded=True):
        has_come(asker, server, "encoded")
        outcome = asked(asker, server, "encoded", workflows=("Absent",))

    assert codes(outcome)["workflows"] == "temporal.unknown-workflow"
    assert codes(outcome)["activities"] == "ok"


def test_failures_that_are_encrypted_tell_nothing(asker: Asker, server: Temporal) -> None:
    with server.worker("encrypted", encoded=True, encrypted=True):
        has_come(asker, server, "encrypted")
        outcome = asked(asker, server, "encrypted")

    assert codes(outcome)["workflows"] == "temporal.registration-untold"
    assert found(outcome, "workflows").status == "unknown"


# who does not answer


def test_a_stopped_worker_that_still_looks_alive_takes_no_work(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("stopped", identity="still@here", beat=30) as pid:
        has_come(asker, server, "stopped")
        with stopped(pid):
            outcome = asked(asker, server, "stopped")

    assert codes(outcome)["workers"] == "ok"
    finding = found(outcome, "workflows")
    assert (finding.code, finding.manner) == ("temporal.nobody-takes-work", "refuses")
    assert codes(outcome)["activities"] == "unsupported"
    assert "see workflows" in found(outcome, "activities").summary


def test_a_killed_worker_that_still_looks_alive_takes_no_work(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("killed", beat=2) as pid:
        has_come(asker, server, "killed")
        until(lambda: has_beaten(asker, server, "killed"), "a heartbeat")
        os.kill(pid, signal.SIGKILL)
        outcome = asked(asker, server, "killed")

    assert codes(outcome)["workflows"] == "temporal.nobody-takes-work"


def test_without_a_heartbeat_it_may_be_busy(asker: Asker, server: Temporal) -> None:
    """And is: at an activity that is not of a workflow, which nobody sees."""
    with server.worker("unheard", beat=0):
        has_come(asker, server, "unheard")
        begin(server, "unheard")
        outcome = asked(asker, server, "unheard")

    finding = found(outcome, "activities")
    assert (finding.code, finding.status) == ("temporal.no-answer", "unknown")


def test_a_worker_that_got_busy_after_its_last_heartbeat_makes_wait(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("busy", beat=30):
        has_come(asker, server, "busy")
        server.hold("busy", seconds=30)
        until(
            lambda: codes(asked(asker, server, "busy"))["activities"] == "temporal.saturated",
            "its slot is taken",
        )
        outcome = asked(asker, server, "busy")

    assert codes(outcome)["workflows"] == "ok"
    assert found(outcome, "activities").manner == "blocks"


def test_one_of_two_that_does_not_answer_is_named(asker: Asker, server: Temporal) -> None:
    with server.worker("pair", identity="well"), server.worker("pair", identity="ill") as pid:
        has_come(asker, server, "pair", workers=2)
        with stopped(pid):
            until(
                lambda: "temporal.silent-workers" in codes(asked(asker, server, "pair")).values(),
                "the stopped one takes a task",
            )


def begin(server: Temporal, queue: str) -> None:
    """Takes a slot with an activity that no workflow has asked for."""
    words = ["--type", "hold", "--activity-id", queue, "--task-queue", queue]
    server.tell("activity", "start", *words, "--start-to-close-timeout", "60s", "--input", "60")
    which = ["--activity-id", queue, "--output", "json"]
    until(lambda: "STATE_STARTED" in server.tell("activity", "describe", *which), "it has begun")


def test_a_slot_that_was_taken_since_the_last_heartbeat_is_no_proof_that_nobody_works(
    asker: Asker, server: Temporal
) -> None:
    """The activity in it is not of a workflow of this queue, so nobody sees that it is taken."""
    with server.worker("beside", beat=30):
        has_come(asker, server, "beside")
        begin(server, "beside")
        outcome = asked(asker, server, "beside")

    assert codes(outcome)["workflows"] == "ok"
    assert codes(outcome)["activities"] == "temporal.no-answer"


def test_two_workers_by_one_identity_are_told_apart(asker: Asker, server: Temporal) -> None:
    one: dict[str, Any] = {"identity": "1@host", "workflows": ["Holding"]}
    other: dict[str, Any] = {"identity": "1@host", "workflows": ["TrainingWorkflow"]}
    with server.worker("twins", **one), server.worker("twins", **other):
        until(
            lambda: (
                codes(asked(asker, server, "twins"))["workflows"]
                == "temporal.workflow-on-some-workers"
            ),
            "both are heard",
        )


def test_who_has_shut_down_is_not_waited_for(asker: Asker, server: Temporal) -> None:
    with server.worker("renewed", identity="new@here"):
        with server.worker("renewed", identity="old@here") as pid:
            has_come(asker, server, "renewed", workers=2)
            os.kill(pid, signal.SIGINT)
            until(lambda: _has_shut_down(asker, server, "renewed"), "it has shut down")
        outcome = asked(asker, server, "renewed")

    assert found(outcome, "workflows").evidence["unheard"] == []


def _has_shut_down(asker: Asker, server: Temporal, queue: str) -> bool:
    told = found(asker.ask(server.address, queue), "workers").evidence["workers"]
    assert isinstance(told, list)
    return any(each["workflow"]["state"] == "shut down" for each in told)


# nobody is asked


def test_workers_that_are_given_no_tasks_are_not_asked(asker: Asker, server: Temporal) -> None:
    with server.worker("unrouted", build="b1"):
        has_come(asker, server, "unrouted")
        outcome = asked(asker, server, "unrouted")

    assert codes(outcome)["routing"] == "temporal.no-current-version"
    assert codes(outcome)["workflows"] == codes(outcome)["activities"] == "unsupported"


def test_where_nobody_polls_nothing_is_started(asker: Asker, server: Temporal) -> None:
    outcome = asked(asker, server, "nobody-polls")

    assert codes(outcome)["workers"] == "temporal.no-workers"
    assert codes(outcome)["workflows"] == codes(outcome)["activities"] == "unsupported"
    assert left(server, "nobody-polls") == []


def test_registration_false_asks_nobody(asker: Asker, server: Temporal) -> None:
    with server.worker("private"):
        has_come(asker, server, "private")
        outcome = asked(asker, server, "private", registration=False)

    assert codes(outcome)["workflows"] == "unsupported"
    assert "registration = false" in found(outcome, "workflows").summary


def test_who_only_reads_does_not_ask(asker: Asker, server: Temporal) -> None:
    with server.worker("read"):
        has_come(asker, server, "read")
        outcome = asker.ask(server.address, "read", **NEEDED)

    assert codes(outcome)["workflows"] == codes(outcome)["activities"] == "writes"


# an older server


def test_an_older_server_s_workers_tell_their_workflows(asker: Asker, older: Temporal) -> None:
    with older.worker("old"):
        has_come(asker, older, "old")
        outcome = asked(asker, older, "old", workflows=("Absent",))

    assert codes(outcome)["workflows"] == "temporal.unknown-workflow"
    assert codes(outcome)["activities"] == "unsupported"


# nothing is left, and nobody's code has run


def test_nothing_is_left_of_the_probes(asker: Asker, server: Temporal) -> None:
    with server.worker("clean"):
        has_come(asker, server, "clean")
        asked(asker, server, "clean")

        until(lambda: left(server, "clean") == [], "they are deleted")


@pytest.mark.parametrize("type_", ["__healthcheck_registration_probe__", "Holding"])
def test_what_a_killed_run_has_left_is_swept(server: Temporal, type_: str) -> None:
    """The server may take a minute to forget what has ended; it has been told, and only of ours."""
    ours, theirs = f"{PREFIX}{type_}", f"theirs-{type_}"
    for each in (ours, theirs):
        words = ["--type", type_, "--task-queue", "swept", "--workflow-id", each]
        server.tell("workflow", "start", *words, "--run-timeout", "1s")
    until(lambda: _ended(server, ours, theirs), "they have ended")

    swept = [sys.executable, "-c", SWEEP, server.address]
    done = subprocess.run(swept, capture_output=True, text=True, check=True, timeout=30)

    assert ours in done.stdout
    assert theirs not in done.stdout


def _ended(server: Temporal, *workflows: str) -> bool:
    """Whether all of them are listed as timed out."""
    words = ["--query", "ExecutionStatus = 'TimedOut'", "--output", "json"]
    listed = json.loads(server.tell("workflow", "list", *words))
    return {*workflows} <= {each["execution"]["workflowId"] for each in listed}


@contextmanager
def watched(server: Temporal, queue: str, diary: Path) -> Iterator[None]:
    """A worker whose every piece of code writes down that it has run."""
    program = Path(__file__).parent.parent / "temporal_diary.py"
    words: list[str | Path] = [sys.executable, program, server.address, queue, str(diary)]
    with process(words, server.room / "diary.log"):
        yield


def test_no_code_of_the_platform_s_has_run(asker: Asker, server: Temporal, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    with watched(server, "watched", diary):
        has_come(asker, server, "watched")
        diary.write_text("")
        wanted: dict[str, Any] = {
            "workflows": ("Diary", "Absent"),
            "activities": ("write", "absent"),
        }
        outcome = asked(asker, server, "watched", **wanted)

    assert codes(outcome)["workflows"] == "temporal.unknown-workflow"
    assert codes(outcome)["activities"] == "temporal.unknown-activity"
    assert diary.read_text() == ""
