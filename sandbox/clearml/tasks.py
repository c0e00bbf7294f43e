"""Tasks: made, edited and deleted."""

from __future__ import annotations

from sandbox.clearml import errors, queues
from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records, chosen, now
from sandbox.clearml.stores import CACHE

ABOUT_THE_CALL = ("task", "force", "status_message", "status_reason", "output_dest")


def get_all(records: Records, call: Call) -> Data:
    return {"tasks": chosen(records.tasks.values(), call.data)}


def get_by_id(records: Records, call: Call) -> Data:
    return {"task": records.task(call.data["task"])}


def validate(_: Records, __: Call) -> Data:
    return {}


def create(records: Records, call: Call) -> Data:
    task = records.new(**_blank())
    _change(task, call)
    records.tasks[task["id"]] = task
    return {"id": task["id"]}


def edit(records: Records, call: Call) -> Data:
    task = records.task(call.data["task"])
    return {"updated": 1, "fields": _change(task, call)}


def delete(records: Records, call: Call) -> Data:
    task = records.task(call.data["task"])
    if task["status"] != "created" and not call.data.get("force"):
        told = {"task": task["id"], "expected": "created", "current": task["status"]}
        raise ApiError(errors.TASK_CANNOT_BE_DELETED, "due to status, use force=True", **told)
    queues.remove(records, task)
    records.events[:] = [each for each in records.events if each.get("task") != task["id"]]
    del records.tasks[task["id"]]
    counts = {"updated_children": 0, "updated_models": 0, "deleted_models": 0}
    return {"deleted": True, **counts, "urls": {"model_urls": [], "event_urls": []}}


def set_requirements(records: Records, call: Call) -> Data:
    records.task(call.data["task"])["script"]["requirements"] = call.data["requirements"]
    return {"updated": 1}


def ping(records: Records, call: Call) -> Data:
    records.task(call.data["task"])["last_update"] = now()
    return {}


def _blank() -> Data:
    return {
        "status": "created",
        "status_changed": now(),
        "status_message": "",
        "status_reason": "",
        "last_change": now(),
        "last_iteration": 0,
        "last_metrics": {},
        "models": {"input": [], "output": []},
        "hyperparams": {},
        "configuration": {},
        "container": {},
        "runtime": {},
        "script": {"requirements": {}},
        "output": {},
        "execution": {},
    }


def _change(task: Data, call: Call) -> Data:
    """What of it was changed."""
    fields = {name: each for name, each in call.data.items() if name not in ABOUT_THE_CALL}
    fields |= {"last_update": now(), "last_change": now()}
    task.update(fields)
    task["execution"].setdefault("artifacts", [])
    if destination := call.data.get("output_dest"):
        task["output"]["destination"] = destination
    return fields


TASK = ("task",)
NEW = ("name", "type")
ENDPOINTS = {
    "tasks.get_all": Endpoint(get_all),
    "tasks.get_all_ex": Endpoint(get_all),
    "tasks.get_by_id": Endpoint(get_by_id, TASK),
    "tasks.validate": Endpoint(validate, NEW, needs=CACHE),
    "tasks.create": Endpoint(create, NEW),
    "tasks.edit": Endpoint(edit, TASK),
    "tasks.update": Endpoint(edit, TASK),
    "tasks.delete": Endpoint(delete, TASK),
    "tasks.set_requirements": Endpoint(set_requirements, (*TASK, "requirements")),
    "tasks.ping": Endpoint(ping, TASK),
}
