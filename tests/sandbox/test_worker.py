"""The platform's worker: what becomes of a job that the backend has accepted."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # it ships no types
import pytest
from redis import Redis

from sandbox import Stack
from sandbox.stack import Overrides
from tests import servers
from tests.sandbox.once import first
from tests.sandbox.platform_user import User
from tests.stack import Lent


@pytest.fixture
def user(stack: Lent) -> User:
    return User(stack.variables)


@pytest.fixture
def restarted(stack: Lent) -> Iterator[Lent]:
    """The test starts its worker with other settings."""
    yield stack
    stack.restart()


def stored(stack: Lent, key: str) -> Any:
    names = ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY")
    endpoint, access, secret = (stack.variables[f"INTERNAL_STORAGE_{name}"] for name in names)
    minio = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=access, aws_secret_access_key=secret
    )
    return json.load(minio.get_object(Bucket="training-checkpoints", Key=key)["Body"])


def updates_of_a_job(stack: Lent, user: User) -> tuple[int, list[Any]]:
    """A job, and what was published of it until it was completed."""
    heard: list[Any] = []
    with Redis.from_url(stack.variables["REDIS_URL"]) as redis, redis.pubsub() as messages:
        messages.psubscribe("training:jobs:*")
        job = user.create()
        while not heard or heard[-1]["status"] != "completed":
            message = messages.get_message(timeout=servers.LIMIT)
            assert message is not None
            if message["type"] == "pmessage":
                heard.append(json.loads(message["data"]))
    return job, heard


def test_a_healthy_job_is_trained_published_and_stored(stack: Lent, user: User) -> None:
    job, updates = updates_of_a_job(stack, user)
    ended = user.ended(job)
    first, second = user.get(job, "/metrics")
    workflow = user.comes_to(job, status="COMPLETED")

    assert (ended["status"], ended["error_message"]) == ("completed", None)
    assert ended["started_at"] < ended["completed_at"]
    assert first["loss"] > second["loss"] > 0
    assert [(each["status"], each.get("epoch")) for each in updates] == [
        ("running", None),
        ("running", 1),
        ("running", 2),
        ("completed", None),
    ]
    assert len(stored(stack, f"checkpoints/{job}/model.json")["weights"]) == 3
    assert workflow["result"] == {"success": True, "error": None}


def test_a_healthy_job_is_tracked(user: User) -> None:
    job = user.create()
    user.ended(job)
    task, curves = user.get(job, "/clearml/task"), user.get(job, "/clearml/metrics")

    assert (task["name"], task["status"]) == (f"training-job-{job}", "completed")
    assert curves["loss"]["train"]["x"] == [1, 2]
    assert curves["loss"]["train"]["y"] == [each["loss"] for each in user.get(job, "/metrics")]


def test_weights_that_are_missing_fail_the_job(user: User) -> None:
    job = user.create(model_name="yolo11x")
    ended, workflow = user.ended(job), user.comes_to(job, status="COMPLETED")

    assert ended["status"] == "failed"
    assert "NoSuchKey" in ended["error_message"]
    assert workflow["result"]["success"] is False
    assert user.get(job, "/metrics") == []


def test_a_training_that_diverges_fails_the_job_and_its_task(user: User) -> None:
    job = user.create(epochs=200, learning_rate=0.99)
    ended = user.ended(job)
    user.comes_to(job, status="COMPLETED")

    assert ended["status"] == "failed"
    assert "the loss diverged in epoch" in ended["error_message"]
    assert user.get(job, "/clearml/task")["status"] == "failed"


def test_a_job_that_is_cancelled_stops(user: User) -> None:
    job = user.create(epochs=100_000)
    servers.until(lambda: bool(user.get(job, "/metrics")), "it trains")
    user.cancel(job)
    user.comes_to(job, status="CANCELED")

    assert user.get(job)["status"] == "cancelled"


@pytest.mark.parametrize(
    ("settings", "met"),
    [
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/platform"}, "Connection refused"),
        ({"EXTERNAL_STORAGE_SECRET_KEY": "0" * 64}, "SignatureDoesNotMatch"),
        ({"PLATFORM_WITHOUT": "trainer"}, "the trainer is not installed"),
        ({"PLATFORM_WITHOUT": "execute_training"}, "execute_training .*not registered"),
    ],
    ids=str,
)
def test_a_job_that_cannot_begin_stays_pending(
    restarted: Lent, user: User, settings: Overrides, met: str
) -> None:
    restarted.restart(worker=settings)
    job = user.create()
    result = user.comes_to(job, status="COMPLETED")["result"]

    assert result["success"] is False
    assert re.search(met, result["error"])
    assert user.get(job)["status"] == "pending"


def test_without_the_workflow_the_task_is_tried_again_and_again(
    restarted: Lent, user: User
) -> None:
    restarted.restart(worker={"PLATFORM_WITHOUT": "TrainingWorkflow"})
    job = user.create()
    user.comes_to(job, status="RUNNING", attempt=2)

    assert user.get(job)["status"] == "pending"


@pytest.mark.parametrize(
    "setting",
    first([{"TEMPORAL_TASK_QUEUE": "other-tasks"}, {"TEMPORAL_HOST": "127.0.0.1:1"}]),
    ids=str,
)
def test_a_worker_that_is_elsewhere_leaves_the_job_running(
    restarted: Lent, user: User, setting: Overrides
) -> None:
    restarted.restart(worker=setting)
    workflow = user.workflow(job := user.create())

    assert (workflow["status"], workflow["begun"]) == ("RUNNING", [])
    assert user.get(job)["status"] == "pending"
    restarted.restart()
    user.ended(job)  # or the next test's worker would take it first


def test_a_database_that_is_silent_for_the_worker_leaves_the_job_running(
    restarted: Lent, user: User
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://a:b@127.0.0.1:{silent.getsockname()[1]}/platform"
        restarted.restart(worker={"DATABASE_URL": url})
        job = user.create()
        user.comes_to(job, status="RUNNING", begun=["validate_dataset"])

        assert user.get(job)["status"] == "pending"


@pytest.mark.parametrize(
    "settings",
    [
        {"CLEARML_API_SECRET_KEY": "wrong"},
        {"CLEARML_API_ACCESS_KEY": None, "CLEARML_API_SECRET_KEY": None},
    ],
    ids=["wrong secret", "no keys"],
)
def test_a_job_that_clearml_does_not_take_trains_untracked(
    restarted: Lent, user: User, settings: Overrides
) -> None:
    restarted.restart(worker=settings)
    ended = user.ended(user.create())

    assert (ended["status"], ended["clearml_task_id"]) == ("completed", None)


@pytest.mark.parametrize("manner", first(["down", "hung"]))
def test_a_job_does_not_wait_for_clearmls_events(stack: Lent, user: User, manner: str) -> None:
    stack.break_(f"clearml-elasticsearch-{manner}")
    job = user.create()
    ended = user.ended(job)
    stack.mend(f"clearml-elasticsearch-{manner}")

    assert ended["status"] == "completed"
    assert user.get(job, "/clearml/task")["status"] == "completed"


@pytest.mark.parametrize("fault", first(["clearml-stopped", "clearml-silent", "clearml-gateway"]))
def test_what_the_sdk_waits_for_never_ends(stack: Lent, user: User, fault: str) -> None:
    stack.break_(fault)
    job = user.create()
    user.comes_to(job, status="RUNNING", begun=["create_clearml_task"])

    assert user.get(job)["status"] == "pending"

    stack.mend(fault)

    assert user.ended(user.create())["status"] == "completed"


def test_meanwhile_the_worker_takes_no_other_job(stack: Lent, user: User) -> None:
    stack.break_("clearml-stopped")
    user.comes_to(user.create(), begun=["create_clearml_task"])
    job = user.create()
    user.comes_to(job, status="RUNNING", begun=[], attempt=2)

    assert user.get(job)["status"] == "pending"


@pytest.mark.parametrize("fault", first(["redis-stopped", "redis-silent"]))
def test_without_redis_only_the_updates_are_lost(stack: Lent, user: User, fault: str) -> None:
    stack.break_(fault)

    assert user.ended(user.create())["status"] == "completed"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Stack]:
    with Stack(variant="guarded") as stack:
        yield stack


def test_the_guarded_worker_reports_to_the_task_of_the_request(guarded: Stack) -> None:
    user = User(guarded.variables)
    job = user.create()
    created = user.get(job)["clearml_task_id"]
    ended = user.ended(job)
    curves = user.get(job, "/clearml/metrics")

    assert (ended["status"], ended["clearml_task_id"]) == ("completed", created)
    assert curves["loss"]["train"]["x"] == [1, 2]


@pytest.mark.parametrize("manner", first(["refused", "silent"]))
def test_the_guarded_worker_never_waits_for_clearml(guarded: Stack, manner: str) -> None:
    user = User(guarded.variables)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if manner == "silent" else 1
        guarded.restart(worker={"CLEARML_API_HOST": f"http://127.0.0.1:{port}"})
        job = user.create()

        assert user.ended(job)["status"] == "completed"
        assert user.get(job, "/clearml/metrics") == {}
