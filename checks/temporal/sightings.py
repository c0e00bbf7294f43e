"""What the server has seen of a queue's workers, asked by RPC and put into plain values."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.calls import call
from checks.temporal.workers import Heartbeat, Kind, Poller, Slots

if TYPE_CHECKING:
    from temporalio.api.taskqueue.v1 import PollerInfo
    from temporalio.api.worker.v1 import WorkerHeartbeat, WorkerSlotsInfo
    from temporalio.client import Client

PAGE = 200
"""Workers asked for; of more than that the first ones speak for all."""

_ENDING = (2, 3)  # WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN


@dataclass(frozen=True, slots=True)
class Origin:
    """Which process an identity is, as far as its heartbeat tells."""

    host: str
    pid: str
    sdk: str


@dataclass(frozen=True, slots=True)
class Sightings:
    """All that is known of a queue's workers."""

    pollers: tuple[Poller, ...]
    heartbeats: tuple[Heartbeat, ...]
    origins: Mapping[str, Origin]


async def look(client: "Client", queue: str, *, heartbeats: bool) -> Sightings:
    """Who polls the queue, and who has sent a heartbeat where the server keeps them."""
    asked = asyncio.gather(*(_pollers(client, queue, kind) for kind in Kind))
    polling, beats = await asyncio.gather(asked, _beating(client, queue) if heartbeats else _none())
    return Sightings(
        pollers=tuple(poller for some in polling for poller in some),
        heartbeats=tuple(_heartbeat(each) for each in beats),
        origins={each.worker_identity: _origin(each) for each in beats},
    )


async def queues(client: "Client") -> list[str]:
    """The task queues of the namespace that some worker has lately sent a heartbeat for."""
    beats = await _beating(client, None)
    return sorted({each.task_queue for each in beats if each.status not in _ENDING})


async def _pollers(client: "Client", queue: str, kind: Kind) -> list[Poller]:
    from temporalio.api.enums.v1 import TaskQueueKind, TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue, kind=TaskQueueKind.TASK_QUEUE_KIND_NORMAL),
        task_queue_type=TaskQueueType.Value(f"TASK_QUEUE_TYPE_{kind.name}"),
    )
    answer = await call(client.workflow_service.describe_task_queue, request)
    return [_poller(each, kind) for each in answer.pollers]


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


def _poller(info: "PollerInfo", kind: Kind) -> Poller:
    return Poller(
        identity=info.identity, kind=kind, at=info.last_access_time.ToMicroseconds() / 1e6
    )


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
    )


def _takes(info: "WorkerSlotsInfo") -> bool:
    return info.current_available_slots != 0 or info.current_used_slots > 0


def _slots(info: "WorkerSlotsInfo") -> Slots:
    return Slots(free=info.current_available_slots, used=info.current_used_slots)


def _origin(beat: "WorkerHeartbeat") -> Origin:
    return Origin(
        host=beat.host_info.host_name,
        pid=beat.host_info.process_id,
        sdk=f"{beat.sdk_name} {beat.sdk_version}",
    )
