"""`python clearml_sdk.py WORK FILE`: does it with ClearML's real SDK; FILE is to hold what it met.

Every call is held to the schemas that the SDK ships. A process of its own: the SDK retries for
hours, and keeps threads.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clearml import Task
from clearml.backend_api import Session
from jsonschema import Draft7Validator

SEEN: list[str] = []
INVALID: list[str] = []


class Witness(Session):
    """A session that looks at what passes."""

    def send(self, req_obj: Any, *arguments: Any, **options: Any) -> Any:
        result: Any = super().send(req_obj, *arguments, **options)
        name = f"{req_obj._service}.{req_obj._action}"
        SEEN.append(name)
        services = importlib.import_module(type(req_obj).__module__)
        answer = services.response_mapping[type(req_obj)]
        if result.meta.result_code == 200:
            _hold(f"the answer of {name}", result.response_data, answer._schema)
        if req_obj._schema is not None:
            _hold(f"the request of {name}", req_obj.to_dict(), req_obj._schema)
        return result


def _hold(what: str, data: Any, schema: Any) -> None:
    INVALID.extend(
        f"{what}: {error.message}" for error in Draft7Validator(schema).iter_errors(data)
    )


def queue_and_delete() -> dict[str, object]:
    task: Any = Task.create(project_name="group/project", task_name="proof")

    def status() -> object:
        task.reload()
        return task.get_status()

    statuses = [status()]
    Task.enqueue(task, queue_name="training")
    statuses.append(status())
    Task.dequeue(task)
    statuses.append(status())
    found: Any = Task.get_task(task_id=task.id)
    task.delete(raise_on_error=True)
    left = Task.query_tasks(project_name="group/project", task_name="proof")
    return {"statuses": statuses, "found": [found.name, found.get_project_name()], "left": left}


def track() -> dict[str, object]:
    # else it forks while its threads run, and waits for ever where one of them held a lock
    Task._report_subprocess_enabled = False  # type: ignore[assignment]  # it is read as a bool
    task: Any = Task.init("project", "tracked", auto_connect_frameworks=False)
    task.connect({"epochs": 2})
    for epoch in range(2):
        task.get_logger().report_scalar("loss", "train", 1 / (epoch + 1), epoch)
    task.close()
    told: Any = Task.get_task(task_id=task.id)
    return {
        "status": told.get_status(),
        "parameters": told.get_parameters(),
        "scalars": told.get_reported_scalars(),
        "last": told.get_last_scalar_metrics(),
        "page": told.get_output_log_web_page(),
    }


WORK: dict[str, Callable[[], dict[str, object]]] = {
    "queue-and-delete": queue_and_delete,
    "track": track,
}

if __name__ == "__main__":
    _, work, file = sys.argv
    session = Witness()
    Task._set_default_session(session)
    versions = {"server": session.server_version, "api": session.max_api_version}
    told = {**versions, **WORK[work](), "seen": SEEN, "invalid": INVALID}
    Path(file).write_text(json.dumps(told))
    os._exit(0)
