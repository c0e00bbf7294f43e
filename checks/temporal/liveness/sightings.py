"""What the server has seen of a queue's workers, asked by RPC and put into plain values."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.liveness.workers import Heartbeat, Kind, Poller, Slots
from checks.temporal.routing.queues import Queue, queue, version

if TYPE_CHECKING:
    from temporalio.api.worker.v1 import WorkerHeartbeat, WorkerSlotsInfo
    from temporalio.client import Client

PAGE = 200
"""Workers asked for; of more than that the first ones speak for all."""

_ENDING = (2, 3)  # WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN


@dataclass(frozen=True, slots=True)
class Sightings:
    """All that is known of a queue's workers, and of the queue by the kind of its tasks."""

    pollers: tuple[Poller, ...]
    heartbeats: tuple[Heartbeat, ...]
    queues: Mapping[Kind, Queue] = field(default_factory=dict)


async def look(client: "Client", name: str, *, heartbeats: bool) -> Sightings:
    """Who polls the queue, and who has sent a heartbeat where the server keeps them."""
    asked = asyncio.gather(*(queue(client, name, kind) for kind in Kind))
    sides, beats = await asyncio.gather(asked, _beating(client, name) if heartbeats else _none())
    return Sightings(
        pollers=tuple(poller for side in sides for poller in side.pollers),
        heartbeats=tuple(_heartbeat(each) for each in beats),
        queues=dict(zip(Kind, sides, strict=True)),
    )


async def polled(client: "Client") -> Mapping[str, int]:
    """The task queues of the namespace that workers have lately sent heartbeats for, and how many
    workers each has."""
    beats = await _beating(client, None)
    running = {
        (each.task_queue, each.worker_identity) for each in beats if each.status not in _ENDING
    }
    return Counter(name for name, _ in running)


async def _beating(client: "Client", queue: str | None) -> Sequence["WorkerHeartbeat"]:
    """Of one queue, or of the whole namespace."""
    from temporalio.api.workflowservice.v1 import ListWorkersRequest

    quoted = (queue or "").replace("\\", "\\\\").replace('"', '\\"')
    query = f'TaskQueue="{quoted}"' if queue else ""
    request = ListWorkersRequest(namespace=client.namespace, page_size=PAGE, query=query)
    answer = await call(client.workflow_service.list_workers, request)
    return [each.worker_heartbeat for each in answer.workers_info]


async def _none() -> Sequence["WorkerHeartbeat"]:
    return ()


def _heartbeat(beat: "WorkerHeartbeat") -> Heartbeat:
    elapsed = beat.elapsed_since_last_heartbeat.ToMicroseconds() / 1e6
    offered = {
        Kind.WORKFLOW: beat.workflow_task_slots_info,
        Kind.ACTIVITY: beat.activity_task_slots_info,
    }
    return Heartbeat(
        identity=beat.worker_identity,
        at=beat.heartbeat_time.ToMicroseconds() / 1e6,
        interval=elapsed or None,
        ended=beat.status in _ENDING,
        slots={kind: _slots(info) for kind, info in offered.items() if _takes(info)},
        started=beat.start_time.ToMicroseconds() / 1e6 or None,
        host=beat.host_info.host_name,
        pid=beat.host_info.process_id,
        sdk=f"{beat.sdk_name} {beat.sdk_version}".strip(),
        version=version(beat.deployment_version),
    )


def _takes(info: "WorkerSlotsInfo") -> bool:
    return info.current_available_slots != 0 or info.current_used_slots > 0


def _slots(info: "WorkerSlotsInfo") -> Slots:
    return Slots(free=info.current_available_slots, used=info.current_used_slots)
