"""The check `temporal` on real workers of Temporal's TypeScript SDK, installed by `npm ci`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from healthcheck import Finding, Outcome
from tests.ask import codes
from tests.servers import process, until
from tests.temporal_servers import Asker, Temporal, temporal

pytestmark = pytest.mark.typescript

HERE = Path(__file__).parent
WORKFLOWS = ("TrainingWorkflow", "DatasetWorkflow")
ACTIVITIES = ("prepareData", "train")


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@contextmanager
def worker(server: Temporal, queue: str, *, identity: str = "ts", **more: Any) -> Iterator[Path]:
    """A worker, by its log; `more` as worker.js has it."""
    assert (HERE / "node_modules").is_dir(), f"run `npm ci` in {HERE} first"
    own = {"address": server.address, "queue": queue, "identity": identity}
    log = server.room / f"{queue}-{identity}.log"
    with process(["node", HERE / "worker.js", json.dumps(own | more)], log):
        until(lambda: polls(server, queue, identity), f"{identity} polls {queue}")
        yield log


def polls(server: Temporal, queue: str, identity: str) -> bool:
    """Whether the server has seen it ask for both kinds of task."""
    told = server.tell("task-queue", "describe", "--task-queue", queue, "-o", "json")
    pollers = json.loads(told)["pollers"] or ()
    seen = {each["taskQueueType"] for each in pollers if each["identity"] == identity}
    return seen == {"workflow", "activity"}


@pytest.fixture(scope="module")
def named(server: Temporal) -> Iterator[str]:
    """The queue of a worker with two workflows and two activities."""
    with worker(server, "named"):
        yield "named"


@pytest.fixture(scope="module")
def encoded(server: Temporal) -> Iterator[str]:
    """The queue of a worker whose failures do not show their text."""
    with worker(server, "encoded", encoded=True):
        yield "encoded"


def asked(asker: Asker, server: Temporal, queue: str, **settings: Any) -> Outcome:
    return asker.ask(server.address, queue, writing=True, **settings)


def found(outcome: Outcome, step: str) -> Finding:
    finding = outcome.find(step)
    assert finding
    return finding


def ran(log: Path) -> set[str]:
    """What of the platform's code has run."""
    lines = log.read_text().splitlines()
    return {line.partition("ran: ")[2] for line in lines if "ran: " in line}


def test_all_is_well_where_a_typescript_worker_has_all_that_is_asked_for(
    asker: Asker, server: Temporal, named: str
) -> None:
    outcome = asked(asker, server, named, workflows=WORKFLOWS, activities=ACTIVITIES)

    told = codes(outcome)
    assert (told["workers"], told["workflows"], told["activities"]) == ("ok", "ok", "ok")


def test_a_missing_workflow_is_named_although_the_worker_lists_none(
    asker: Asker, server: Temporal, named: str
) -> None:
    outcome = asked(asker, server, named, workflows=("TrainingWorkflow", "DeployWorkflow"))

    finding = found(outcome, "workflows")
    assert finding.code == "temporal.unknown-workflow"
    assert "DeployWorkflow" in finding.summary
    assert "TrainingWorkflow" not in finding.summary


def test_a_missing_activity_is_named_with_what_is_there(
    asker: Asker, server: Temporal, named: str
) -> None:
    outcome = asked(asker, server, named, activities=("prepare_data", "train"))

    finding = found(outcome, "activities")
    assert finding.code == "temporal.unknown-activity"
    assert '"prepare_data"; there: prepareData, train' in finding.summary
    assert "prepareData" in finding.hint


def test_a_name_that_is_exported_and_is_no_function_is_no_workflow(
    asker: Asker, server: Temporal, named: str
) -> None:
    outcome = asked(asker, server, named, workflows=("settings",))

    assert found(outcome, "workflows").code == "temporal.unknown-workflow"


def test_nothing_runs_but_the_modules_that_the_sdk_loads_before_it_looks_for_the_type(
    asker: Asker, server: Temporal
) -> None:
    with worker(server, "watched") as log:
        outcome = asked(asker, server, "watched", workflows=WORKFLOWS, activities=ACTIVITIES)

    assert codes(outcome)["workflows"] == codes(outcome)["activities"] == "ok"
    assert ran(log) == {"module", "interceptors"}


def test_a_default_export_accepts_any_type(asker: Asker, server: Temporal) -> None:
    with worker(server, "dynamic", dynamic=True) as log:
        outcome = asked(
            asker, server, "dynamic", workflows=("DeployWorkflow",), activities=("deploy",)
        )

    told = codes(outcome)
    assert told["workflows"] == told["activities"] == "temporal.accepts-any-type"
    assert found(outcome, "workflows").status == found(outcome, "activities").status == "warn"
    assert ran(log) == {"module", "interceptors"}


def test_a_missing_workflow_is_found_where_failures_are_encoded(
    asker: Asker, server: Temporal, encoded: str
) -> None:
    outcome = asked(asker, server, encoded, workflows=("DeployWorkflow",), activities=("deploy",))

    assert found(outcome, "workflows").code == "temporal.unknown-workflow"
    assert "there: prepareData, train" in found(outcome, "activities").summary


def test_all_is_well_where_failures_are_encoded_and_all_is_there(
    asker: Asker, server: Temporal, encoded: str
) -> None:
    outcome = asked(asker, server, encoded, workflows=WORKFLOWS, activities=ACTIVITIES)

    told = codes(outcome)
    assert (told["workflows"], told["activities"]) == ("ok", "ok")


@pytest.fixture(scope="module")
def mixed(server: Temporal) -> Iterator[str]:
    """The queue of a worker `ts` that has DatasetWorkflow, and of a `python` that has Holding."""
    python = {"workflows": ["TrainingWorkflow", "Holding"], "activity_slots": 10}
    with worker(server, "mixed"), server.worker("mixed", identity="python", **python):
        until(lambda: polls(server, "mixed", "python"), "python polls mixed")
        yield "mixed"


@pytest.mark.parametrize("kind", ["DatasetWorkflow", "Holding"])
def test_beside_one_that_might_run_it_a_typescript_worker_is_not_asked_for_a_workflow(
    asker: Asker, server: Temporal, mixed: str, kind: str
) -> None:
    outcome = asked(asker, server, mixed, workflows=(kind,))

    finding = found(outcome, "workflows")
    assert (finding.status, finding.code) == ("unknown", "temporal.registration-untold")
    assert kind in finding.summary


def test_an_activity_that_only_workers_of_another_language_lack_is_named_with_them(
    asker: Asker, server: Temporal, mixed: str
) -> None:
    outcome = asked(asker, server, mixed, activities=("prepareData",))

    finding = found(outcome, "activities")
    assert finding.code == "temporal.activity-on-some-workers"
    assert "registered on ts, and not on python" in finding.summary


def test_what_a_worker_runs_is_seen_in_its_log(server: Temporal) -> None:
    with worker(server, "running") as log:
        words = ["--type", "DatasetWorkflow", "--task-queue", "running", "--input", '"images"']
        server.tell("workflow", "execute", *words)

    everything = {"module", "interceptors", "intercepted", "DatasetWorkflow", "prepareData"}
    assert ran(log) == everything
