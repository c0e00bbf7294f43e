"""The steps `routing` and `backlog` on real servers, with real workers of several versions."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.temporal.routing.waiting import KEPT
from healthcheck import Finding, Outcome, Source
from tests.ask import codes
from tests.checks.asking_temporal import comes_to, found, rows
from tests.servers import stopped, until
from tests.temporal_servers import BOTH, Asker, Temporal, temporal

SOON: dict[str, Any] = {"backlog_age": timedelta(seconds=1)}
IDS: dict[str, Any] = {"workflow_ids_from": Source("platform", "rows")}


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


@pytest.fixture(scope="module", params=BOTH, ids=["usual", "older"])
def either(request: pytest.FixtureRequest) -> Iterator[Temporal]:
    program: Path | None = request.param
    with temporal(program) as it:
        yield it


@contextmanager
def versioned(server: Temporal, queue: str, build: str, **more: Any) -> Iterator[int]:
    """A worker of a version that the server knows of."""
    more = {"deployment": queue, "identity": f"{queue}-{build}"} | more
    with server.worker(queue, build=build, **more) as pid:
        until(lambda: _knows(server, queue, build), f"{build} of {queue} polls")
        yield pid


def _knows(server: Temporal, queue: str, build: str) -> bool:
    try:
        return build in server.tell("worker", "deployment", "describe", "--name", queue).split()
    except subprocess.CalledProcessError:
        return False


def make(server: Temporal, which: str, queue: str, build: str, *more: str) -> None:
    """Makes a build the current or the ramping version."""
    words = ["worker", "deployment", f"set-{which}-version", "--deployment-name", queue, "--yes"]
    server.tell(*words, "--build-id", build, "--allow-no-pollers", *more)


def start(server: Temporal, queue: str, kind: str, given: str, *more: str) -> None:
    server.tell("workflow", "start", "--type", kind, "--task-queue", queue, "-i", given, *more)


def step_comes_to(
    asker: Asker, server: Temporal, queue: str, step: str, code: str, **settings: Any
) -> Finding:
    """The finding of a step as soon as it has this code, or status."""
    seen: list[Outcome] = []

    def holds() -> bool:
        seen.append(asker.ask(server.address, queue, **settings))
        return codes(seen[-1])[step] == code

    until(holds, f"{step} of {queue} comes to {code}")
    return found(seen[-1], step)


# versions


def test_a_current_version_that_is_polled_gets_the_jobs(asker: Asker, either: Temporal) -> None:
    with versioned(either, "current", "b1"):
        make(either, "current", "current", "b1")
        finding = step_comes_to(asker, either, "current", "routing", "ok")

    assert finding.evidence["versions"] == ["current.b1"]
    assert finding.evidence["routing"]["workflow"] == {"current": "current.b1"}  # type: ignore[index]  # a dict


def test_workers_of_a_version_that_nobody_made_current_get_nothing(
    asker: Asker, either: Temporal
) -> None:
    with versioned(either, "uncurrent", "b1"):
        comes_to(asker, either, "uncurrent", "ok")
        finding = found(asker.ask(either.address, "uncurrent"), "routing")

    assert finding.code == "temporal.no-current-version"
    assert finding.manner == "refuses"
    assert "no version is current" in finding.summary
    assert "uncurrent.b1" in finding.summary
    assert "set-current-version --deployment-name uncurrent --build-id b1" in finding.hint
    words = finding.hint.partition("temporal ")[2].split()
    with versioned(either, "uncurrent", "b1"):
        either.tell(*words[: words.index("--address")], "--yes")
        step_comes_to(asker, either, "uncurrent", "routing", "ok")


def test_a_current_version_that_was_replaced_gets_the_jobs_still(
    asker: Asker, server: Temporal
) -> None:
    with versioned(server, "replaced", "b1") as pid, versioned(server, "replaced", "b2"):
        make(server, "current", "replaced", "b1")
        os.kill(pid, signal.SIGINT)
        code = "temporal.current-version-unpolled"
        finding = step_comes_to(asker, server, "replaced", "routing", code)

    assert "replaced.b1, the current version, which nobody polls for" in finding.summary
    assert "replaced.b2 do" in finding.summary
    assert "--build-id b2" in finding.hint


def test_without_heartbeats_one_that_polled_a_while_ago_may_still_live(
    asker: Asker, either: Temporal
) -> None:
    settings = {"long_poll": timedelta(seconds=1)}
    with versioned(either, "unheard", "b2", beat=0):
        with versioned(either, "unheard", "b1", beat=0):
            make(either, "current", "unheard", "b1")
            step_comes_to(asker, either, "unheard", "routing", "ok")
        code = "temporal.workers-unclear"
        finding = step_comes_to(asker, either, "unheard", "routing", code, **settings)

    assert finding.status == "unknown"
    assert "unheard.b1, the current version" in finding.summary


def test_a_current_version_that_has_never_polled_this_queue(asker: Asker, server: Temporal) -> None:
    with versioned(server, "elsewhere", "b1"):
        comes_to(asker, server, "elsewhere", "ok")
        make(server, "current", "elsewhere", "b9", "--ignore-missing-task-queues")
        code = "temporal.current-version-unpolled"
        finding = step_comes_to(asker, server, "elsewhere", "routing", code)

    assert "elsewhere.b9, has never polled here" in finding.summary


def test_a_ramping_version_takes_its_share_of_the_jobs(asker: Asker, server: Temporal) -> None:
    with versioned(server, "ramp", "b1"), versioned(server, "ramp", "b2") as pid:
        make(server, "current", "ramp", "b1")
        make(server, "ramping", "ramp", "b2", "--percentage", "30")
        polled = step_comes_to(asker, server, "ramp", "routing", "ok")
        os.kill(pid, signal.SIGINT)
        code = "temporal.ramping-version-unpolled"
        unpolled = step_comes_to(asker, server, "ramp", "routing", code)

    told = {"current": "ramp.b1", "ramping": "ramp.b2", "percentage": 30.0}
    assert polled.evidence["routing"]["workflow"] == told  # type: ignore[index]  # a dict
    assert unpolled.summary.startswith("30 % of the workflow tasks")
    assert "--build-id b2 --delete" in unpolled.hint


def test_unversioned_workers_get_the_jobs_while_no_version_is_current(
    asker: Asker, either: Temporal
) -> None:
    with versioned(either, "mixed", "b1"), either.worker("mixed", identity="plain"):
        comes_to(asker, either, "mixed", "ok")
        finding = step_comes_to(asker, either, "mixed", "routing", "ok")

    assert finding.evidence["routing"]["workflow"] == {"current": "unversioned workers"}  # type: ignore[index]  # a dict


def test_without_versions_nothing_is_said_of_them(asker: Asker, server: Temporal) -> None:
    with server.worker("plain"):
        comes_to(asker, server, "plain", "ok")
        finding = found(asker.ask(server.address, "plain"), "routing")

    assert finding.status == "ok"
    assert "routing" not in finding.evidence


# names that are nearly right


@pytest.mark.parametrize(
    ("polled", "asked"),
    [("Near-Tasks", "near-tasks"), ("train_jobs", "train-jobs"), ("trainings", "training")],
)
def test_a_queue_of_nearly_the_same_name_is_pointed_at(
    asker: Asker, either: Temporal, polled: str, asked: str
) -> None:
    with either.worker(polled, identity="one"), either.worker(polled, identity="two", beat=0):
        told = f'"{polled}" has 2 workers'
        until(lambda: told in _hint(asker, either, asked), "both are seen")
        finding = found(asker.ask(either.address, asked), "workers")

    assert finding.code == "temporal.no-workers"
    assert finding.hint.startswith(f'Nobody polls "{asked}"; {told}')


def _hint(asker: Asker, server: Temporal, queue: str) -> str:
    return found(asker.ask(server.address, queue), "workers").hint


def test_the_queue_of_recent_jobs_is_pointed_at_on_servers_without_heartbeats(
    asker: Asker, either: Temporal
) -> None:
    with either.worker("gpu", beat=0):
        start(either, "gpu", "TrainingWorkflow", "1")
        until(lambda: '"gpu" has 1 worker' in _hint(asker, either, "cpu-queue"), "gpu is seen")


# what keeps a workflow from being started


def test_a_workflow_id_that_is_taken(asker: Asker, server: Temporal) -> None:
    start(server, "taken", "Anything", "1", "-w", "job-7")

    outcome = asker.ask(server.address, "taken", jobs=[{"id": "job-6"}, {"id": "job-7"}], **IDS)

    finding = found(outcome, "routing")
    assert finding.code == "temporal.already-running"
    assert '"job-7"' in finding.summary
    assert 'Anything on task queue "taken"' in finding.summary
    assert f"terminate -w job-7 -n default --address {server.address}" in finding.hint


def test_a_workflow_id_that_is_free_again(asker: Asker, server: Temporal) -> None:
    start(server, "free", "Anything", "1", "-w", "job-8")
    server.tell("workflow", "terminate", "-w", "job-8")

    outcome = asker.ask(server.address, "free", jobs=[{"id": "job-8"}], **IDS)

    finding = found(outcome, "routing")
    assert finding.status == "ok"
    assert finding.evidence["workflow_ids"] == ["job-8"]


def test_a_database_that_tells_no_ids_hides_nothing_else(asker: Asker, server: Temporal) -> None:
    settings = IDS | {"search_attributes": ("JobId",)}

    outcome = asker.ask(server.address, "hidden", jobs=[], **settings)
    alone = asker.ask(server.address, "hidden", jobs=[], **IDS)

    assert codes(outcome)["routing"] == "temporal.unmapped-search-attribute"
    assert codes(alone)["routing"] == "ok"
    assert found(alone, "routing").evidence["workflow_ids"] == "platform.rows tells none"


def test_a_search_attribute_that_the_namespace_does_not_have(
    asker: Asker, either: Temporal
) -> None:
    names: dict[str, Any] = {"search_attributes": ("TrainingJob", "BuildIds")}

    finding = found(asker.ask(either.address, "unmapped", **names), "routing")

    assert finding.code == "temporal.unmapped-search-attribute"
    assert '"TrainingJob"' in finding.summary
    assert "BuildIds" not in finding.summary
    words = finding.hint.partition("temporal ")[2].split()
    either.tell(*words[: words.index("--address")])
    step_comes_to(asker, either, "unmapped", "routing", "ok", **names)


# what became of recent jobs


def test_jobs_that_complete_and_say_that_they_have_failed(asker: Asker, either: Temporal) -> None:
    with either.worker("results", workflows=["TrainingWorkflow"]):
        for job in (1, 2):
            start(either, "results", "TrainingWorkflow", str(job))
        code = "temporal.failed-results"
        until(lambda: "2 of the last 2" in _said(asker, either, "results", code), "both are told")
        outcome = asker.ask(either.address, "results")

    (finding,) = (each for each in outcome.findings if each.code == code)
    assert finding.status == "warn"
    assert "was not trained" in finding.summary
    assert finding.evidence["recent_jobs"]["completed"] == 2  # type: ignore[index]  # a dict


def _said(asker: Asker, server: Temporal, queue: str, code: str) -> str:
    outcome = asker.ask(server.address, queue)
    return " ".join(each.summary for each in outcome.findings if each.code == code)


def test_only_jobs_of_the_required_types_count(asker: Asker, server: Temporal) -> None:
    with server.worker("types", workflows=["TrainingWorkflow"]):
        start(server, "types", "TrainingWorkflow", "1")
        code = "temporal.failed-results"
        until(lambda: bool(_said(asker, server, "types", code)), "it is told")
        outcome = asker.ask(server.address, "types", workflows=("Holding",))

    assert found(outcome, "routing").evidence["recent_jobs"] == {}


# the backlog


def test_nothing_waits(asker: Asker, either: Temporal) -> None:
    with either.worker("idle"):
        comes_to(asker, either, "idle", "ok")
        finding = found(asker.ask(either.address, "idle"), "backlog")

    nothing = {"count": 0, "age": 0.0}
    assert finding.status == "ok"
    assert finding.evidence["backlog"] == {"workflow": nothing, "activity": nothing}


def test_jobs_that_wait_while_others_are_given_out_deserve_a_look(
    asker: Asker, either: Temporal
) -> None:
    with either.worker("moving", beat=0):
        comes_to(asker, either, "moving", "ok")
        for _ in range(4):
            start(either, "moving", "Holding", "3")
        finding = step_comes_to(asker, either, "moving", "backlog", "temporal.backlog", **SOON)

    assert finding.status == "warn"
    assert "activity task" in finding.summary


def test_tasks_that_nobody_takes_though_workers_have_free_slots(
    asker: Asker, either: Temporal
) -> None:
    with versioned(either, "stuck", "b1"):
        comes_to(asker, either, "stuck", "ok")
        start(either, "stuck", "Holding", "1")
        code = "temporal.backlog-stuck"
        finding = step_comes_to(asker, either, "stuck", "backlog", code, **SOON)

    assert finding.manner == "refuses"
    assert '1 workflow task of task queue "stuck" wait' in finding.summary


@pytest.mark.soak  # waits for a quarter of a minute, twice
def test_a_stopped_worker_that_sends_no_heartbeat_takes_nothing(
    asker: Asker, either: Temporal
) -> None:
    with either.worker("stopped", beat=0) as pid:
        comes_to(asker, either, "stopped", "ok")
        with stopped(pid):
            until(lambda: _quiet(asker, either, "stopped"), "its last poll has ended")
            start(either, "stopped", "Holding", "1")
            code = "temporal.backlog-stuck"
            finding = step_comes_to(asker, either, "stopped", "backlog", code, **SOON)

    assert "none was given out in the last half minute" in finding.summary


def test_activities_that_wait_for_one_that_sends_no_heartbeat_may_wait_for_a_busy_one(
    asker: Asker, server: Temporal
) -> None:
    with (
        server.worker("unclear", identity="a", beat=0, workflows=[]) as pid,
        server.worker("unclear", identity="b", beat=0, activities=[]),
    ):
        comes_to(asker, server, "unclear", "ok")
        with stopped(pid):
            until(lambda: _quiet(asker, server, "unclear"), "its last poll has ended")
            start(server, "unclear", "Holding", "1")
            code = "temporal.backlog-unclear"
            finding = step_comes_to(asker, server, "unclear", "backlog", code, **SOON)

    assert finding.status == "unknown"
    assert '1 activity task of task queue "unclear" wait' in finding.summary


def _quiet(asker: Asker, server: Temporal, queue: str) -> bool:
    """Whether the first worker has not polled for longer than the server keeps a poll."""
    (row, *_) = rows(found(asker.ask(server.address, queue), "workers"))
    ages = [row[kind]["poll_age"] for kind in ("workflow", "activity") if kind in row]
    return bool(min(ages) > KEPT)
