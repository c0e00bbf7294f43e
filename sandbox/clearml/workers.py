"""Workers: agents that register, report, and are forgotten when they fall silent."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from sandbox.clearml import errors
from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records, now
from sandbox.clearml.stores import CACHE, DATABASE, STATISTICS

SINCE = "2.4"
TIMEOUT = 600  # seconds
LAST_SEEN = 3600  # seconds


def get_all(records: Records, call: Call) -> Data:
    seen = call.data.get("last_seen", LAST_SEEN)
    found = [each for each in alive(records) if not seen or _silence(each) <= max(1, seen)]
    return {"workers": [_shown(records, each) for each in found]}


def get_stats(_: Records, __: Call) -> Data:
    """It keeps none."""
    return {"workers": []}


def register(records: Records, call: Call) -> Data:
    timeout = call.data.get("timeout", TIMEOUT)
    worker = call.data["worker"]
    if timeout <= 0:
        raise ApiError(errors.REGISTRATION_FAILED, "invalid timeout", worker=worker)
    for queue in call.data.get("queues", []):
        records.queue(queue)
    who = records.access.identity
    records.workers[worker] = {
        "id": worker,
        "key": f"worker_{who.company}_{who.user}_{worker}",
        "user": {"id": who.user, "name": who.user_name},
        "company": {"id": who.company, "name": who.company_name},
        "ip": "127.0.0.1",
        "queues": call.data.get("queues", []),
        "tags": call.data.get("tags", []),
        "register_time": now(),
        "register_timeout": timeout,
        "last_activity_time": now(),
    }
    return {}


def unregister(records: Records, call: Call) -> Data:
    if records.workers.pop(call.data["worker"], None) is None:
        raise ApiError(errors.NOT_REGISTERED, worker=call.data["worker"])
    return {}


def status_report(records: Records, call: Call) -> Data:
    """Registers who is unknown."""
    name = call.data["worker"]
    if name not in {each["id"] for each in alive(records)}:
        register(records, Call(call.request, data={"worker": name}))
    worker = records.workers[name]
    worker["last_activity_time"] = worker["last_report_time"] = now()
    worker["queues"] = call.data.get("queues") or worker["queues"]
    task = records.task(call.data["task"]) if call.data.get("task") else None
    worker["task"] = task and {"id": task["id"], "name": task["name"]}
    if task:
        task["last_worker"], task["last_worker_report"] = name, now()
    return {}


def alive(records: Records) -> list[Data]:
    """Those that were heard of within the time for which they registered."""
    return [each for each in records.workers.values() if _silence(each) <= each["register_timeout"]]


def by_queue(records: Records) -> dict[str, list[Data]]:
    """Who listens to each queue."""
    found = defaultdict(list)
    for worker in alive(records):
        for queue in worker["queues"]:
            told = {"key": worker["key"], "name": worker["id"], "ip": worker["ip"]}
            found[queue].append({**told, "task": worker.get("task")})
    return found


def _shown(records: Records, worker: Data) -> Data:
    queues = [_queue(records, each) for each in worker["queues"] if each in records.queues]
    return {**worker, "queues": queues}


def _queue(records: Records, identifier: str) -> Data:
    queue = records.queues[identifier]
    waiting = [records.task(each["task"]) for each in queue["entries"]]
    told = {"id": queue["id"], "name": queue["name"], "num_tasks": len(waiting)}
    if waiting:
        told["next_task"] = {"id": waiting[0]["id"], "name": waiting[0]["name"]}
    return told


def _silence(worker: Data) -> float:
    """Seconds since it was heard of."""
    heard = datetime.fromisoformat(worker["last_activity_time"])
    return (datetime.now(UTC) - heard) / timedelta(seconds=1)


WANTED = ("from_date", "to_date", "interval", "items")
ENDPOINTS = {
    "workers.get_all": Endpoint(get_all, needs=CACHE, since=SINCE),
    "workers.get_stats": Endpoint(get_stats, WANTED, needs=STATISTICS, since=SINCE),
    "workers.register": Endpoint(register, ("worker",), needs=DATABASE, since=SINCE),
    "workers.unregister": Endpoint(unregister, ("worker",), needs=CACHE, since=SINCE),
    "workers.status_report": Endpoint(status_report, ("worker", "timestamp"), since=SINCE),
}
