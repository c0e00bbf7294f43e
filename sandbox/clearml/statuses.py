"""What becomes of a task: it is queued, run and ended."""

from __future__ import annotations

from typing import Any

from sandbox.clearml import errors, queues
from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint, Handler
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records, now

NOT_QUEUED = ("created", "stopped", "failed", "completed", "closed")
STAMPS = {
    "in_progress": "started",
    "stopped": "completed",
    "failed": "completed",
    "completed": "completed",
}
"""Where a task keeps the time of a change."""


def enqueue(records: Records, call: Call) -> Data:
    """A queue that is named and unknown is made; without one it is the default queue."""
    task = records.task(call.data["task"])
    if task["status"] not in NOT_QUEUED:
        raise ApiError(errors.INVALID_TASK_STATUS, task_id=task["id"], status=task["status"])
    queue = _wanted_queue(records, call)
    queues.add(queue, task)
    task["execution"]["queue"] = queue["id"]
    fields = _become(task, "queued", call)
    return {"queued": 1, "updated": 1, "fields": {**fields, "execution.queue": queue["id"]}}


def dequeue(records: Records, call: Call) -> Data:
    task = records.task(call.data["task"])
    if task["status"] != "queued":
        raise ApiError(errors.INVALID_TASK_ID, status=task["status"], expected="queued")
    queues.remove(records, task)
    task["execution"].pop("queue", None)
    return {"dequeued": 1, "updated": 1, "fields": _become(task, "created", call)}


def becomes(status: str, **answered: Any) -> Handler:
    """What changes a task's status. Whoever runs a task has taken it from its queue."""

    def answer(records: Records, call: Call) -> Data:
        task = records.task(call.data["task"])
        queues.remove(records, task)
        return {"updated": 1, "fields": _become(task, status, call), **answered}

    return answer


def _become(task: Data, status: str, call: Call) -> Data:
    fields = {"status": status, "status_changed": now(), "last_update": now(), "last_change": now()}
    fields |= {
        name: call.data[name] for name in ("status_message", "status_reason") if name in call.data
    }
    if stamp := STAMPS.get(status):
        fields |= {stamp: now()}
    task.update(fields)
    return fields


def _wanted_queue(records: Records, call: Call) -> Data:
    if identifier := call.data.get("queue"):
        return records.queue(identifier)
    if name := call.data.get("queue_name"):
        named = [each for each in records.queues.values() if each["name"] == name]
        return named[0] if named else queues.new(records, name)
    return queues.default(records)


TASK = ("task",)
ENDPOINTS = {
    "tasks.enqueue": Endpoint(enqueue, TASK),
    "tasks.dequeue": Endpoint(dequeue, TASK),
    "tasks.started": Endpoint(becomes("in_progress", started=1), TASK),
    "tasks.stop": Endpoint(becomes("stopped"), TASK),
    "tasks.stopped": Endpoint(becomes("stopped"), TASK),
    "tasks.failed": Endpoint(becomes("failed"), TASK),
    "tasks.completed": Endpoint(becomes("completed", published=0), TASK),
}
