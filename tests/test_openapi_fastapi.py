"""What the check predicts of a request is what a real FastAPI answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.ask import codes
from tests.openapi_backends import JOBS, ask_request, uvicorn_server
from tests.web_servers import without_proxies

pytest.importorskip("fastapi", reason="it comes with the sandbox")

ID = "10f486dc-f8ec-489e-927d-c81317822464"
CONFIG: dict[str, Any] = {
    "framework": "ultralytics",
    "model_name": "yolo11n",
    "task_type": "detection",
    "dataset_id": ID,
    "epochs": 2,
    "learning_rate": 0.01,
}


def job(**changed: object) -> dict[str, Any]:
    """A good body with another configuration; ... is a key that is missing."""
    config = {key: each for key, each in (CONFIG | changed).items() if each is not ...}
    return {"project_id": 1, "config": config}


VALUES: Mapping[str, list[object]] = {
    "early_stop": [1, 2, "yes", "True", "maybe", None, 0.0],
    "epochs": [0, 1, -1, 1.0, 1.5, True, False, None, [1], {}, ...],
    "epochs as": ["1", "0", " 2 ", "1.0", "1.5", "two", "", "1e3", "1_000", "+5"],
    "learning_rate": [1, 0, 0.5, "0.5", "1.0", "nan"],
    "batch_size": [8, 6, "8", "6", 0],
    "model_name": ["", "A", "a" * 21, 5, "a b"],
    "task_type": ["segmentation", "Detection", 1],
    "level": [2, 3, "2", "3", 2.0, "high", True],
    "dataset_id": [ID[:-1], ID.replace("-", ""), 5, f"urn:uuid:{ID}", f"{{{ID}}}"],
    "since": ["2026-11-22", "2026-11-22T10:00:00Z", 5, "yesterday", "2026-13-01", "", []],
    "until": ["2026-11-22", "22.11.2026", "tomorrow", 0],
    "seed": [1, "one", 1.5, True, []],
    "classes": [[1, 1], ["1"], ["a"], {}],
    "extra": [{"a": 1}, {"a": "1"}, {"a": "b"}, []],
    "size": [[1, 2], [1], [1, 2, 3], ["a", 2]],
}
BODIES: Mapping[str, object] = {
    "good": job(),
    "nothing": {},
    "flat": {"project_id": 1, **CONFIG},
    "a list": [job()],
    "a text": "job",
    "null where an object belongs": {"project_id": 1, "config": None},
    "an optional null": {**job(), "experiment_id": None},
    "an unknown key": {**job(unknown=1), "another": 2},
    "a forbidden key": {**job(), "owner": {"name": "me", "age": 3}},
    "a framework that is not known": job(framework="torch"),
    "a tagged one": job(augment=[{"kind": "flip", "chance": 0.5}, {"kind": "resize", "size": [1]}]),
    "a tagged one with another's keys": job(augment=[{"kind": "flip", "size": [1]}]),
    "a tag that is not known": job(augment=[{"kind": "crop"}]),
    "a tagged one out of bounds": job(augment=[{"kind": "flip", "chance": 1.5}]),
    "deep": job(backbone={"name": "a", "inner": [{"name": "b", "inner": [{"name": "c"}]}]}),
    "deep and wrong": job(backbone={"name": "a", "inner": [{"name": "b", "inner": [{}]}]}),
}
CHANGED: Mapping[str, object] = {
    f"{key} {each!r}": job(**{key.split()[0]: each})
    for key, values in VALUES.items()
    for each in values
}


@pytest.fixture(scope="module")
def backend() -> Iterator[httpx.Client]:
    from tests.openapi_fastapi import app

    with uvicorn_server(app) as port:
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, trust_env=False, verify=False) as client:
            yield client


@pytest.mark.parametrize("body", [*BODIES.values(), *CHANGED.values()], ids=[*BODIES, *CHANGED])
def test_the_prediction_is_the_answer(
    backend: httpx.Client, body: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_proxies(monkeypatch)
    answer = backend.post(JOBS, json=body).status_code
    predicted = codes(ask_request(backend.base_url.port or 80, body))["request"]

    assert predicted == {200: "ok", 422: "http.invalid-request"}[answer]
