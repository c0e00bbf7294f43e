"""Queues, and the tasks that wait in them."""

from __future__ import annotations

from typing import Any

from sandbox.clearml import errors, workers
from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records, chosen, now

SINCE = "2.4"
DEFAULT = "default"
OTHERS = ("training", "services")


def stock(records: Records) -> None:
    """With the queues that there are from the start."""
    new(records, DEFAULT, system_tags=[DEFAULT])
    for name in OTHERS:
        new(records, name)


def new(records: Records, name: str, **values: Any) -> Data:
    made = records.new(name=name, display_name=name, entries=[], metadata={}, **values)
    records.queues[made["id"]] = made
    return made


def get_all(records: Records, call: Call) -> Data:
    return {"queues": chosen(records.queues.values(), call.data)}


def get_all_ex(records: Records, call: Call) -> Data:
    """With the workers that listen to each."""
    listening = workers.by_queue(records)
    queues = [
        {**queue, "workers": listening.get(queue["id"], [])} for queue in records.queues.values()
    ]
    return {"queues": chosen(queues, call.data)}


def get_by_id(records: Records, call: Call) -> Data:
    return {"queue": records.queue(call.data["queue"])}


def get_default(records: Records, _: Call) -> Data:
    found = default(records)
    return {"id": found["id"], "name": found["name"]}


def create(records: Records, call: Call) -> Data:
    name = call.data["name"]
    if any(each["name"] == name for each in records.queues.values()):
        raise ApiError(errors.NOT_UNIQUE, name=name)
    return {"id": new(records, **call.data)["id"]}


def delete(records: Records, call: Call) -> Data:
    queue = records.queue(call.data["queue"])
    if queue["entries"] and not call.data.get("force"):
        raise ApiError(errors.QUEUE_NOT_EMPTY, "use force=true to delete", id=queue["id"])
    del records.queues[queue["id"]]
    return {"deleted": 1}


def get_next_task(records: Records, call: Call) -> Data:
    """Nothing where none waits."""
    queue = records.queue(call.data["queue"])
    if not queue["entries"]:
        return {}
    entry = queue["entries"].pop(0)
    task = records.task(entry["task"])
    asked = call.data.get("get_task_info")
    told = {"task_info": {"company": task["company"], "user": task["user"]}} if asked else {}
    return {"entry": entry, **told}


def get_num_entries(records: Records, call: Call) -> Data:
    return {"num": len(records.queue(call.data["queue"])["entries"])}


def default(records: Records) -> Data:
    """ApiError if there is none."""
    for queue in records.queues.values():
        if DEFAULT in queue["system_tags"]:
            return queue
    raise ApiError(errors.NO_DEFAULT_QUEUE)


def add(queue: Data, task: Data) -> None:
    queue["entries"].append({"task": task["id"], "added": now()})


def remove(records: Records, task: Data) -> None:
    """From wherever it waits."""
    for queue in records.queues.values():
        queue["entries"] = [each for each in queue["entries"] if each["task"] != task["id"]]


ENDPOINTS = {
    "queues.get_all": Endpoint(get_all, since=SINCE),
    "queues.get_all_ex": Endpoint(get_all_ex, since=SINCE),
    "queues.get_by_id": Endpoint(get_by_id, required=("queue",), since=SINCE),
    "queues.get_default": Endpoint(get_default, since=SINCE),
    "queues.create": Endpoint(create, required=("name",), since=SINCE),
    "queues.delete": Endpoint(delete, required=("queue",), since=SINCE),
    "queues.get_next_task": Endpoint(get_next_task, required=("queue",)),
    "queues.get_num_entries": Endpoint(get_num_entries, required=("queue",), since="2.15"),
}
