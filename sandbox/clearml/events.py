"""Events: what tasks report while they run, scalars and lines of their logs."""

from __future__ import annotations

import hashlib

from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.records import Records, now
from sandbox.clearml.stores import EVENTS

SCALAR = "training_stats_scalar"
LOG = "log"
BATCH = 500


def add(records: Records, call: Call) -> Data:
    _keep(records, call.data)
    return {}


def add_batch(records: Records, call: Call) -> Data:
    known = [each for each in call.batch if each.get("task") in records.tasks]
    for event in known:
        _keep(records, event)
    errors = len(call.batch) - len(known)
    return {"added": len(known), "errors": errors, "errors_info": {}}


def get_task_events(records: Records, call: Call) -> Data:
    kind = call.data.get("event_type")
    found = [each for each in _of(records, call) if kind in (None, each["type"])]
    return _all(found)


def get_task_log(records: Records, call: Call) -> Data:
    """The latest lines, or the first ones."""
    found = [each for each in _of(records, call) if each["type"] == LOG]
    size = call.data.get("batch_size", BATCH)
    return _all(found[-size:] if call.data.get("navigate_earlier", True) else found[:size])


def histogram(records: Records, call: Call) -> Data:
    """Each metric's variants as a curve over the iterations."""
    curves: Data = {}
    for event in _of(records, call):
        if event["type"] == SCALAR:
            metric, variant = event["metric"], event["variant"]
            blank: Data = {"name": variant, "x": [], "y": []}
            curve = curves.setdefault(metric, {}).setdefault(variant, blank)
            curve["x"].append(event.get("iter", 0))
            curve["y"].append(event["value"])
    return curves


def _keep(records: Records, event: Data) -> None:
    records.events.append({"timestamp": event.get("timestamp"), **event})
    task = records.task(event["task"])
    task["last_update"] = now()
    if event["type"] == SCALAR:
        _remember(task, event)


def _remember(task: Data, event: Data) -> None:
    """The last value of each metric stands in the task, below hashes of the names."""
    metric, variant, value = event["metric"], event["variant"], event["value"]
    task["last_iteration"] = max(task["last_iteration"], event.get("iter", 0))
    variants = task["last_metrics"].setdefault(_hash(metric), {})
    before = variants.get(_hash(variant), {"min_value": value, "max_value": value})
    variants[_hash(variant)] = {
        "metric": metric,
        "variant": variant,
        "value": value,
        "min_value": min(before["min_value"], value),
        "max_value": max(before["max_value"], value),
    }


def _of(records: Records, call: Call) -> list[Data]:
    return [each for each in records.events if each["task"] == call.data["task"]]


def _all(found: list[Data]) -> Data:
    return {"events": found, "returned": len(found), "total": len(found), "scroll_id": ""}


def _hash(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


TASK = ("task",)
ENDPOINTS = {
    "events.add": Endpoint(add, TASK, needs=EVENTS),
    "events.add_batch": Endpoint(add_batch, needs=EVENTS),
    "events.get_task_events": Endpoint(get_task_events, TASK, needs=EVENTS),
    "events.get_task_log": Endpoint(get_task_log, TASK, needs=EVENTS),
    "events.scalar_metrics_iter_histogram": Endpoint(histogram, TASK, needs=EVENTS),
}
