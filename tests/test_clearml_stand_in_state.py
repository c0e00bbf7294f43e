"""What ClearML's stand-in keeps: projects, tasks, queues, workers and events."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.clearml_stand_in import KEYS, StandIn, basic, result

AGENT = "machine:0"
NEW = {"name": "x", "type": "training"}


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


def queue(stand_in: StandIn, name: str) -> str:
    """Its identifier."""
    (found,) = stand_in.call("queues.get_all", {"name": f"^{name}$"})["queues"]
    return str(found["id"])


def task(stand_in: StandIn, **values: Any) -> str:
    """A new one's identifier."""
    return str(stand_in.call("tasks.create", NEW | values)["id"])


def status(stand_in: StandIn, task: str) -> str:
    return str(stand_in.call("tasks.get_by_id", {"task": task})["task"]["status"])


def code(stand_in: StandIn, name: str, data: object) -> tuple[int, int]:
    """What it refuses."""
    return result(asyncio.run(stand_in.ask(f"/{name}", data, authorization=basic(*KEYS))))


def names(records: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in records]


def test_there_are_queues_from_the_start(stand_in: StandIn) -> None:
    assert names(stand_in.call("queues.get_all")["queues"]) == ["default", "training", "services"]
    assert stand_in.call("queues.get_default")["name"] == "default"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("^default$", ["default"]),
        ("^DEFAULT$", ["default"]),
        ("t", ["default", "training"]),
        ("^(training|services)$", ["training", "services"]),
        ("^fault$", []),
    ],
)
def test_a_name_is_a_pattern(stand_in: StandIn, pattern: str, found: list[str]) -> None:
    assert names(stand_in.call("queues.get_all", {"name": pattern})["queues"]) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"page": 0, "page_size": 2}, ["a", "b"]),
        ({"page": 1, "page_size": 2}, ["c"]),
        ({"order_by": ["-name"]}, ["c", "b", "a"]),
        ({"order_by": ["type", "-name"]}, ["b", "c", "a"]),
        ({"type": ["testing"]}, ["b"]),
        ({"tags": ["old"]}, ["c"]),
        ({"tags": ["-old"]}, ["a", "b"]),
        ({"status": ["queued"]}, []),
        ({"id": None, "tags": []}, ["a", "b", "c"]),
    ],
)
def test_a_list_is_chosen_ordered_and_paged(
    stand_in: StandIn, query: object, found: list[str]
) -> None:
    for name, kind, tags in (
        ("a", "training", []),
        ("b", "testing", []),
        ("c", "training", ["old"]),
    ):
        task(stand_in, name=name, type=kind, tags=tags)

    assert names(stand_in.call("tasks.get_all", query)["tasks"]) == found


def test_only_the_fields_that_are_wanted_are_shown(stand_in: StandIn) -> None:
    made = task(stand_in)
    (shown,) = stand_in.call(
        "tasks.get_all", {"only_fields": ["name", "execution.artifacts", "x"]}
    )["tasks"]

    assert shown == {"id": made, "name": "x", "execution": {"artifacts": []}}


def test_a_project_brings_those_above_it(stand_in: StandIn) -> None:
    made = stand_in.call("projects.create", {"name": "a/b/c"})["id"]

    assert sorted(names(stand_in.call("projects.get_all")["projects"])) == ["a", "a/b", "a/b/c"]
    found = stand_in.call("projects.get_by_id", {"project": made})["project"]
    assert found["basename"] == "c"


def test_a_deleted_project_leaves_its_tasks(stand_in: StandIn) -> None:
    project = stand_in.call("projects.create", {"name": "p"})["id"]
    made = task(stand_in, project=project)
    stand_in.call("projects.delete", {"project": project})

    assert stand_in.call("tasks.get_by_id", {"task": made})["task"]["project"] is None
    assert stand_in.call("projects.get_all")["projects"] == []


def test_a_task_goes_through_its_life(stand_in: StandIn) -> None:
    made = task(stand_in)
    training = queue(stand_in, "training")
    seen = [status(stand_in, made)]
    stand_in.call("tasks.enqueue", {"task": made, "queue": training})
    seen.append(status(stand_in, made))
    asked = {"queue": training, "get_task_info": True}
    taken = stand_in.call("queues.get_next_task", asked)
    for name in ("started", "completed"):
        stand_in.call(f"tasks.{name}", {"task": made})
        seen.append(status(stand_in, made))

    assert taken["entry"]["task"] == made
    assert set(taken["task_info"]) == {"user", "company"}
    assert seen == ["created", "queued", "in_progress", "completed"]
    assert stand_in.call("queues.get_next_task", {"queue": training}) == {}


def test_a_task_keeps_when_it_was_started_and_ended(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.enqueue", {"task": made})
    queued = dict(stand_in.records.tasks[made])
    for name in ("started", "failed"):
        stand_in.call(f"tasks.{name}", {"task": made, "status_reason": "because"})

    assert not queued.keys() & {"started", "completed"}
    ended = stand_in.records.tasks[made]
    assert ended["created"] <= ended["started"] <= ended["completed"]
    assert ended["status_reason"] == "because"


def test_a_task_that_is_started_by_hand_leaves_its_queue(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.enqueue", {"task": made})
    stand_in.call("tasks.started", {"task": made})

    default = queue(stand_in, "default")
    assert stand_in.call("queues.get_num_entries", {"queue": default}) == {"num": 0}


def test_a_task_is_queued_once(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.enqueue", {"task": made})

    assert code(stand_in, "tasks.enqueue", {"task": made}) == (400, 110)
    stand_in.call("tasks.dequeue", {"task": made})
    assert status(stand_in, made) == "created"
    assert code(stand_in, "tasks.dequeue", {"task": made}) == (400, 101)


def test_a_queue_that_is_only_named_is_made(stand_in: StandIn) -> None:
    stand_in.call("tasks.enqueue", {"task": task(stand_in), "queue_name": "new"})
    stand_in.call("tasks.enqueue", {"task": task(stand_in), "queue_name": "new"})

    assert stand_in.call("queues.get_num_entries", {"queue": queue(stand_in, "new")}) == {"num": 2}


def test_a_queue_with_tasks_is_deleted_by_force_only(stand_in: StandIn) -> None:
    training = queue(stand_in, "training")
    stand_in.call("tasks.enqueue", {"task": task(stand_in), "queue": training})

    assert code(stand_in, "queues.delete", {"queue": training}) == (400, 702)
    assert stand_in.call("queues.delete", {"queue": training, "force": True}) == {"deleted": 1}


def test_what_was_made_and_deleted_leaves_nothing(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.enqueue", {"task": made})
    asked = {"task": made, "force": True}
    stand_in.call("tasks.delete", asked)

    assert stand_in.call("tasks.get_all")["tasks"] == []
    assert stand_in.records.queues[queue(stand_in, "default")]["entries"] == []
    assert code(stand_in, "tasks.delete", asked) == (400, 101)


def test_a_task_that_runs_is_deleted_by_force_only(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.started", {"task": made})

    assert code(stand_in, "tasks.delete", {"task": made}) == (400, 123)


def test_a_task_is_edited(stand_in: StandIn) -> None:
    made = task(stand_in)
    stand_in.call("tasks.edit", {"task": made, "force": True, "name": "y", "output_dest": "s3://b"})
    stand_in.call("tasks.set_requirements", {"task": made, "requirements": {"pip": "torch"}})

    edited = stand_in.call("tasks.get_by_id", {"task": made})["task"]
    assert (edited["name"], edited["output"]) == ("y", {"destination": "s3://b"})
    assert edited["script"]["requirements"] == {"pip": "torch"}
    assert "force" not in edited


def test_a_worker_stands_at_the_queues_that_it_listens_to(stand_in: StandIn) -> None:
    training = queue(stand_in, "training")
    made = task(stand_in)
    stand_in.call("tasks.enqueue", {"task": made, "queue": training})
    stand_in.call("workers.register", {"worker": AGENT, "queues": [training], "timeout": 60})
    (worker,) = stand_in.call("workers.get_all")["workers"]
    at = {each["name"]: each["workers"] for each in stand_in.call("queues.get_all_ex")["queues"]}

    assert (worker["id"], worker["register_timeout"]) == (AGENT, 60)
    (listened,) = worker["queues"]
    assert (listened["name"], listened["num_tasks"]) == ("training", 1)
    assert listened["next_task"] == {"id": made, "name": "x"}
    assert [each["name"] for each in at["training"]] == [AGENT]
    assert at["default"] == []


def test_a_report_registers_who_is_unknown(stand_in: StandIn) -> None:
    made = task(stand_in)
    report = {"worker": AGENT, "timestamp": 0, "task": made}
    stand_in.call("workers.status_report", report)
    (worker,) = stand_in.call("workers.get_all")["workers"]

    assert worker["task"] == {"id": made, "name": "x"}
    assert worker["last_report_time"]
    assert stand_in.call("tasks.get_by_id", {"task": made})["task"]["last_worker"] == AGENT


@pytest.mark.parametrize(
    ("silence", "timeout", "query", "found"),
    [
        (30, 60, {}, 1),
        (90, 60, {}, 0),
        (90, 600, {"last_seen": 60}, 0),
        (90, 600, {"last_seen": 120}, 1),
        (4000, 6000, {}, 0),
        (4000, 6000, {"last_seen": 0}, 1),
    ],
)
def test_a_silent_worker_is_forgotten(
    stand_in: StandIn, silence: int, timeout: int, query: object, found: int
) -> None:
    stand_in.call("workers.register", {"worker": AGENT, "timeout": timeout})
    heard = datetime.now(UTC) - timedelta(seconds=silence)
    stand_in.records.workers[AGENT]["last_activity_time"] = heard.isoformat()

    assert len(stand_in.call("workers.get_all", query)["workers"]) == found


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ({"worker": AGENT, "timeout": 0}, (400, 1002)),
        ({"worker": AGENT, "queues": ["q"]}, (400, 701)),
    ],
)
def test_a_worker_is_not_registered(
    stand_in: StandIn, data: object, refused: tuple[int, int]
) -> None:
    assert code(stand_in, "workers.register", data) == refused


def test_a_worker_says_goodbye(stand_in: StandIn) -> None:
    stand_in.call("workers.register", {"worker": AGENT})
    stand_in.call("workers.unregister", {"worker": AGENT})

    assert stand_in.call("workers.get_all")["workers"] == []


def report(stand_in: StandIn, *events: dict[str, Any]) -> dict[str, Any]:
    lines = "\n".join(map(json.dumps, events)).encode()
    return stand_in.call("events.add_batch", lines, **{"content-type": "application/json-lines"})


def scalar(task: str, iteration: int, value: float) -> dict[str, Any]:
    what = {"metric": "loss", "variant": "train", "value": value}
    return {"type": "training_stats_scalar", "task": task, "iter": iteration, **what}


def test_scalars_are_kept_as_curves_and_the_last_of_each_in_the_task(stand_in: StandIn) -> None:
    made = task(stand_in)
    added = report(stand_in, scalar(made, 0, 2.0), scalar(made, 1, 0.5), scalar("other", 0, 9.0))
    curves = stand_in.call("events.scalar_metrics_iter_histogram", {"task": made})

    assert (added["added"], added["errors"]) == (2, 1)
    assert curves == {"loss": {"train": {"name": "train", "x": [0, 1], "y": [2.0, 0.5]}}}
    kept = stand_in.call("tasks.get_by_id", {"task": made})["task"]
    assert kept["last_iteration"] == 1
    ((last,),) = ([*each.values()] for each in kept["last_metrics"].values())
    assert (last["value"], last["min_value"], last["max_value"]) == (0.5, 0.5, 2.0)


def test_lines_of_a_log_are_read_from_either_end(stand_in: StandIn) -> None:
    made = task(stand_in)
    for line in ("a", "b", "c"):
        stand_in.call("events.add", {"type": "log", "task": made, "msg": line})
    asked = {"task": made, "batch_size": 2}
    latest = stand_in.call("events.get_task_log", asked)["events"]
    first = stand_in.call("events.get_task_log", {**asked, "navigate_earlier": False})["events"]

    assert [each["msg"] for each in latest] == ["b", "c"]
    assert [each["msg"] for each in first] == ["a", "b"]


def test_events_are_chosen_by_their_kind_and_deleted_with_their_task(stand_in: StandIn) -> None:
    made = task(stand_in)
    report(stand_in, scalar(made, 0, 1.0), {"type": "log", "task": made, "msg": "a"})
    asked = {"task": made, "event_type": "log"}
    found = stand_in.call("events.get_task_events", asked)
    stand_in.call("tasks.delete", {"task": made})

    assert (found["total"], found["events"][0]["msg"]) == (1, "a")
    assert stand_in.records.events == []
