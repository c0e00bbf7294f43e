"""Where a job stands that was started: real servers of both versions, real workers, each way once.

`subject` is the workflow's id, or the end of it.
"""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from healthcheck import Finding
from tests.checks.asking_temporal import beats, found
from tests.servers import until
from tests.temporal_servers import BOTH, Asker, Temporal, temporal

WORKFLOWS = ["Doing", "Waiting", "Parent", "Refusing", "TrainingWorkflow"]
ACTIVITIES = ["hold", "fail", "freeze", "report"]
WITHOUT_WORKERS = "nobody"


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


@pytest.fixture(scope="module", params=BOTH, ids=["new", "older"])
def either(request: pytest.FixtureRequest) -> Iterator[Temporal]:
    """A server, with a worker that takes everything on the queue `q`."""
    with (
        temporal(request.param) as it,
        it.worker("q", workflows=WORKFLOWS, activities=ACTIVITIES, activity_slots=5),
    ):
        yield it


def start(server: Temporal, kind: str, own: str, *inputs: object, queue: str = "q") -> str:
    """Starts a workflow by an id of its own; that id."""
    words = [word for each in inputs for word in ("--input", json.dumps(each))]
    server.tell("workflow", "start", "--type", kind, "--task-queue", queue, "-w", own, *words)
    return own


def inspect(asker: Asker, server: Temporal, subject: str = "", **settings: Any) -> Finding:
    return found(asker.ask(server.address, subject=subject, **settings), "progress")


def jobs(finding: Finding) -> Sequence[dict[str, str]]:
    told = finding.evidence["jobs"]
    assert isinstance(told, list)
    return told


def comes_to(
    asker: Asker, server: Temporal, subject: str, *words: str, code: str = "", **settings: Any
) -> Finding:
    """The finding as soon as what it says of the first job has these words, and it has the code."""
    seen: list[Finding] = []

    def holds() -> bool:
        seen.append(inspect(asker, server, subject, **settings))
        rows = jobs(seen[-1]) if "jobs" in seen[-1].evidence else []
        told = bool(rows) and all(word in rows[0]["standing"] for word in words)
        return told and seen[-1].code == (code or seen[-1].code)

    until(holds, f"{subject} comes to {words}")
    return seen[-1]


# what stands in its way


def test_with_nobody_to_take_it_a_workflow_waits(asker: Asker, either: Temporal) -> None:
    start(either, "TrainingWorkflow", "alone", 1, queue=WITHOUT_WORKERS)

    finding = inspect(asker, either, "alone")

    assert finding.code == "temporal.no-workers"
    assert finding.manner == "refuses"
    assert finding.summary.startswith('workflow "alone" (TrainingWorkflow): its workflow task has ')
    assert 'for a worker: no worker polls task queue "nobody"' in finding.summary


def test_a_type_that_no_worker_knows_fails_for_ever(asker: Asker, either: Temporal) -> None:
    start(either, "Unheard", "unregistered")

    finding = comes_to(asker, either, "unregistered", "its workflow task fails")

    assert finding.code == "temporal.task-failing"
    assert "Workflow class Unheard is not registered on this worker" in finding.summary
    assert f"show -w unregistered -n default --address {either.address}" in finding.hint


def test_an_activity_that_fails_tells_its_error_and_next_try(
    asker: Asker, either: Temporal
) -> None:
    start(either, "Doing", "failing", "fail", "no route\nto the database")

    finding = comes_to(asker, either, "failing", "is tried again in")

    assert finding.code == "temporal.activity-retrying"
    assert finding.manner == "refuses"
    assert 'activity "fail" is tried again in ' in finding.summary
    assert "(attempt 2 of 5; the one before failed: no route to the database)" in finding.summary


def test_an_activity_that_no_worker_knows_is_tried_again(asker: Asker, either: Temporal) -> None:
    start(either, "Doing", "unknown-activity", "drain", 1)

    finding = comes_to(asker, either, "unknown-activity", "is tried again in")

    assert finding.code == "temporal.activity-retrying"
    assert "Activity function drain for workflow" in finding.summary


def test_a_paused_activity_is_said_to_be(asker: Asker, either: Temporal) -> None:
    start(either, "Doing", "paused", "fail", "x")
    comes_to(asker, either, "paused", "is tried again in")
    either.tell("activity", "pause", "-w", "paused", "--activity-id", "1")

    finding = comes_to(asker, either, "paused", "is paused")

    assert finding.code == "temporal.paused"
    assert "temporal activity unpause -w paused -n default" in finding.hint


def test_what_hangs_in_a_child_is_the_parents_standing(asker: Asker, either: Temporal) -> None:
    start(either, "Parent", "parent", WITHOUT_WORKERS)
    words = 'waits for its child workflow "parent-child"'

    # a child that has just been made has no task yet, and so may wait for anything
    finding = comes_to(asker, either, "parent", words, code="temporal.no-workers")

    assert finding.summary.startswith('workflow "parent-child" (Holding): ')
    assert [each["id"] for each in jobs(finding)] == ["parent", "parent-child"]


# what may be well


def test_an_activity_at_work_is_named_with_its_worker(asker: Asker, either: Temporal) -> None:
    start(either, "Doing", "working", "report", 60)

    finding = comes_to(asker, either, "working", "its last heartbeat came ")

    assert finding.status == "ok"
    (job,) = jobs(finding)
    assert job["standing"].startswith('activity "report" has been running on worker worker-of-q ')
    assert "attempt 1" in job["standing"]
    assert job["status"] == "running"
    assert job["type"] == "Doing"


def test_an_activity_that_reports_nothing_is_said_to(asker: Asker, either: Temporal) -> None:
    start(either, "Doing", "silent", "hold", 60)

    finding = comes_to(asker, either, "silent", "it sends no heartbeat")

    assert finding.status == "ok"


def test_a_timer_ends_by_itself(asker: Asker, either: Temporal) -> None:
    start(either, "Waiting", "timer", 600)

    finding = comes_to(asker, either, "timer", "waits: it goes on in ", " s by itself")

    assert finding.status == "ok"


def test_a_signal_may_never_come(asker: Asker, either: Temporal) -> None:
    start(either, "Waiting", "signal", 0)

    finding = comes_to(asker, either, "signal", "waits for a signal or an update")

    assert finding.status == "unknown"
    assert finding.code == "temporal.waits-for-signal"


def test_a_delayed_start_is_no_wait_for_a_signal(asker: Asker, either: Temporal) -> None:
    words = ["--type", "Waiting", "--task-queue", "q", "-w", "delayed", "--start-delay", "600s"]
    either.tell("workflow", "start", *words)

    finding = comes_to(asker, either, "delayed", "waits: it goes on in ")

    assert finding.status == "ok"


# what has ended


def test_a_failed_workflow_tells_why(asker: Asker, either: Temporal) -> None:
    start(either, "Refusing", "refusing", "no weights")

    finding = comes_to(asker, either, "refusing", "failed", "ago: no weights")

    assert finding.code == "temporal.job-failed"
    assert jobs(finding)[0]["status"] == "failed"


def test_a_result_that_tells_of_failure_counts_as_one(asker: Asker, either: Temporal) -> None:
    start(either, "TrainingWorkflow", "training-job-17", 17)

    finding = comes_to(asker, either, "17", "its result says that it failed")

    assert finding.code == "temporal.job-failed"
    assert "job 17 was not trained" in finding.summary
    assert jobs(finding)[0]["id"] == "training-job-17"


def test_one_that_completed_is_fine(asker: Asker, either: Temporal) -> None:
    start(either, "Doing", "done", "hold", 0)

    finding = comes_to(asker, either, "done", "completed ")

    assert finding.status == "ok"


def test_one_that_was_ended_tells_by_whom(asker: Asker, either: Temporal) -> None:
    start(either, "Waiting", "ended", 0)
    either.tell("workflow", "terminate", "-w", "ended", "--reason", "enough")

    finding = inspect(asker, either, "ended")

    assert finding.code == "temporal.job-terminated"
    assert "was terminated 0 s ago: by " in finding.summary
    assert finding.summary.endswith(": enough")


def test_one_that_was_cancelled_is_told_from_a_failure(asker: Asker, either: Temporal) -> None:
    start(either, "Waiting", "cancelled", 0)
    comes_to(asker, either, "cancelled", "waits")
    either.tell("workflow", "cancel", "-w", "cancelled")

    finding = comes_to(asker, either, "cancelled", "was cancelled")

    assert finding.code == "temporal.job-terminated"


def test_one_that_ran_out_of_time_is_said_to_have(asker: Asker, either: Temporal) -> None:
    words = ["--type", "Waiting", "--task-queue", "q", "-w", "late", "--execution-timeout", "1s"]
    either.tell("workflow", "start", *words, "--input", "0")

    finding = comes_to(asker, either, "late", "timed out")

    assert finding.code == "temporal.job-timed-out"


# its worker


def test_a_job_behind_others_waits(asker: Asker, server: Temporal) -> None:
    with server.worker("busy", workflows=["Doing"], identity="full@here"):
        start(server, "Doing", "first", "hold", 60, queue="busy")
        comes_to(asker, server, "first", "has been running on worker full@here")
        start(server, "Doing", "second", "hold", 60, queue="busy")
        finding = comes_to(asker, server, "second", "every worker of ", " is busy: full@here")

    assert finding.code == "temporal.saturated"
    assert finding.manner == "blocks"


def test_an_activity_whose_worker_was_killed_is_abandoned(asker: Asker, server: Temporal) -> None:
    with server.worker("killed", workflows=["Doing"], identity="dead@here") as pid:
        beats(asker, server, "killed")
        start(server, "Doing", "abandoned", "hold", 60, queue="killed")
        comes_to(asker, server, "abandoned", "has been running on worker dead@here")
        os.kill(pid, signal.SIGKILL)
        finding = comes_to(asker, server, "abandoned", "that worker is dead")

    assert finding.code == "temporal.activity-abandoned"
    assert "; it is given to another in 2" in finding.summary


def test_a_worker_whose_loop_is_blocked_takes_and_does_not_answer(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("frozen", workflows=["Doing", "Waiting"], activities=["freeze"]):
        start(server, "Doing", "freezing", "freeze", 60, queue="frozen")
        comes_to(asker, server, "freezing", "has been running on worker worker-of-frozen")
        words = ["--type", "Waiting", "--task-queue", "frozen", "-w", "behind"]
        server.tell("workflow", "start", *words, "--input", "0", "--task-timeout", "1s")
        finding = comes_to(asker, server, "behind", "is tried again (attempt 3", "did not answer")

    assert finding.code == "temporal.nobody-takes-work"
    assert finding.manner == "refuses"


# which


def test_a_job_that_nobody_knows_is_unknown(asker: Asker, server: Temporal) -> None:
    start(server, "TrainingWorkflow", "training-job-123", 1, queue=WITHOUT_WORKERS)

    finding = inspect(asker, server, "23")

    assert finding.status == "unknown"
    assert finding.code == "temporal.unknown-job"
    assert '"23"' in finding.summary


def test_a_jobs_id_finds_the_workflows_that_end_in_it(asker: Asker, server: Temporal) -> None:
    for kind, own in (("TrainingWorkflow", "training-job-4"), ("DatasetWorkflow", "dataset-4")):
        start(server, kind, own, 4, queue=WITHOUT_WORKERS)

    every = inspect(asker, server, "4")
    required = inspect(asker, server, "4", workflows=("TrainingWorkflow",))

    assert {each["id"] for each in jobs(every)} == {"training-job-4", "dataset-4"}
    assert [each["id"] for each in jobs(required)] == ["training-job-4"]
    assert every.summary.endswith("; others stand as well: 1")


def test_without_an_id_the_oldest_that_run_are_told_of(asker: Asker, server: Temporal) -> None:
    for number in range(7):
        start(server, "TrainingWorkflow", f"queued-{number}", number, queue="old")

    finding = inspect(asker, server, queue="old")

    assert {each["id"] for each in jobs(finding)} == {f"queued-{number}" for number in range(5)}


def test_with_nothing_running_there_is_nothing_to_say(asker: Asker, server: Temporal) -> None:
    finding = inspect(asker, server, queue="empty")

    assert finding.status == "ok"
    assert jobs(finding) == []


def test_a_namespace_that_is_not_there_is_the_answer(asker: Asker, server: Temporal) -> None:
    assert inspect(asker, server, namespace="elsewhere").code == "temporal.unknown-namespace"


def test_a_server_that_is_not_there_is_the_answer(asker: Asker) -> None:
    outcome = asker.ask("127.0.0.1:1", subject="training-job-4")

    assert found(outcome, "progress").code == "temporal.refused"
