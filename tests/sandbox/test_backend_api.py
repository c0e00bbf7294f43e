"""The platform's API where all is well: what it takes, what it tells, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile

import httpx
import jsonschema
import pytest

from sandbox.content import JOB as CONFIG
from tests.sandbox.caller import FORM, Caller
from tests.servers import free_port, listens, until
from tests.stack import Lent


@pytest.fixture
def caller(stack: Lent) -> Caller:
    return Caller(stack.variables)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (CONFIG, ["body", "config"]),
        ({"project_id": 1, "config": {**CONFIG, "epochs": 0}}, ["body", "config", "epochs"]),
        (
            {"project_id": 1, "config": {**CONFIG, "batch_size": 0}},
            ["body", "config", "batch_size"],
        ),
        (
            {"project_id": 1, "config": {**CONFIG, "learning_rate": 1}},
            ["body", "config", "learning_rate"],
        ),
        ({"project_id": "one", "config": CONFIG}, ["body", "project_id"]),
    ],
)
def test_a_body_that_does_not_fit_is_422(caller: Caller, body: object, where: list[str]) -> None:
    answer = caller.create(body)

    assert answer.status_code == 422
    assert where in [problem["loc"] for problem in answer.json()["detail"]]


def test_the_openapi_document_tells_which_bodies_fit(caller: Caller) -> None:
    document = caller.get("/openapi.json").json()
    operation = document["paths"]["/api/v1/training/jobs"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**document, **schema})

    assert validator.is_valid(FORM)
    assert not validator.is_valid(CONFIG)
    assert not validator.is_valid({"project_id": 1, "config": {**CONFIG, "epochs": 0}})
    assert not validator.is_valid({"project_id": 1, "config": {**CONFIG, "learning_rate": 1}})


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer of bad news"}])
def test_without_a_token_nobody_is_answered(stack: Lent, headers: dict[str, str]) -> None:
    url = f"{stack.variables['API_BASE_URL']}/api/v1/training/jobs"
    answer = httpx.post(url, json=FORM, headers=headers, trust_env=False)

    assert answer.status_code == 401


def test_the_user_is_told_who_they_are(caller: Caller) -> None:
    me = caller.get("/api/v1/auth/me").json()

    assert (me["email"], me["role"], me["is_active"]) == ("e2e@example.com", "engineer", True)


def test_three_datasets_are_listed(caller: Caller) -> None:
    datasets = caller.get("/api/v1/datasets/available").json()

    assert {each["name"]: each["num_images"] for each in datasets} == {
        "sample-det-coco32": 32,
        "sample-det-coco128": 128,
        "det-mvtec-ad": 83,
    }


def test_ultralytics_has_22_models(caller: Caller) -> None:
    known = caller.get("/api/v1/models/capabilities/ultralytics").json()

    assert known["framework"] == "ultralytics"
    assert len(known["models"]) == 22
    assert {"model_name": "yolo11n", "task_types": ["detection"]} in known["models"]


def test_another_framework_is_unknown(caller: Caller) -> None:
    assert caller.get("/api/v1/models/capabilities/abacus").status_code == 404


def test_a_new_job_is_pending_and_says_what_it_is(caller: Caller) -> None:
    answer = caller.create()
    job = answer.json()

    assert answer.status_code == 200
    assert (job["status"], job["config"]) == ("pending", CONFIG)
    assert job["workflow_id"] == f"training-job-{job['id']}"
    assert job["dataset_snapshot_id"] is not None


@pytest.mark.parametrize("part", ["", "/metrics", "/clearml/task", "/clearml/metrics"])
def test_a_job_that_is_not_there_is_404(caller: Caller, part: str) -> None:
    assert caller.get(f"/api/v1/training/jobs/1000000{part}").status_code == 404


def test_after_an_error_the_connection_still_serves(stack: Lent, caller: Caller) -> None:
    stack.break_("user-db-stopped")

    assert [caller.create().status_code for _ in range(3)] == [500, 500, 500]


def test_a_mended_database_costs_nobody_a_request(stack: Lent, caller: Caller) -> None:
    caller.create()
    for fault in ("user-db-stopped", "platform-db-stopped"):
        stack.break_(fault)
        stack.mend(fault)
        assert caller.create().status_code == 200


def test_a_token_outlives_the_process(stack: Lent, caller: Caller) -> None:
    stack.restart()

    assert caller.get("/api/v1/auth/me").status_code == 200


def test_the_process_ends_when_it_is_asked_to(stack: Lent) -> None:
    port = free_port()
    module = ["-P", "-m", "sandbox.platform.backend", "--port", str(port)]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen([sys.executable, *module], env=stack.environment, stderr=log) as process,
    ):
        until(lambda: listens(port), "the backend listens")
        process.terminate()

        assert process.wait(20) == -signal.SIGTERM


def test_migrating_again_changes_nothing(stack: Lent, caller: Caller) -> None:
    before = caller.get("/api/v1/datasets/available").json()
    module = ["-P", "-m", "sandbox.platform.migrate"]
    subprocess.run([sys.executable, *module], env=stack.environment, check=True)

    assert caller.get("/api/v1/datasets/available").json() == before
    assert caller.login().status_code == 200
