"""One side of a task queue, asked by RPC: who polls it, who gets its tasks, and how many wait."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.liveness.workers import Kind, Poller
from checks.temporal.routing.versions import Routing, Version
from checks.temporal.routing.waiting import Backlog

if TYPE_CHECKING:
    from temporalio.api.deployment.v1 import WorkerDeploymentVersion
    from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueueStats, TaskQueueVersioningInfo
    from temporalio.client import Client

_VERSIONED = 2  # WORKER_VERSIONING_MODE_VERSIONED


@dataclass(frozen=True, slots=True)
class Queue:
    """What the server knows of a queue's tasks of one kind."""

    pollers: tuple[Poller, ...]
    routing: Routing
    backlog: Backlog


async def queue(client: "Client", name: str, kind: Kind) -> Queue:
    """One that nobody has ever used is as empty as any other."""
    from temporalio.api.enums.v1 import TaskQueueKind, TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=name, kind=TaskQueueKind.TASK_QUEUE_KIND_NORMAL),
        task_queue_type=TaskQueueType.Value(f"TASK_QUEUE_TYPE_{kind.name}"),
        report_stats=True,
    )
    answer = await call(client.workflow_service.describe_task_queue, request)
    return Queue(
        pollers=tuple(_poller(each, kind) for each in answer.pollers),
        routing=_routing(answer.versioning_info),
        backlog=backlog(answer.stats),
    )


def version(told: "WorkerDeploymentVersion") -> Version | None:
    """None for a worker that is no version of a deployment."""
    return Version(told.deployment_name, told.build_id) if told.deployment_name else None


def backlog(stats: "TaskQueueStats") -> Backlog:
    """In plain numbers."""
    return Backlog(
        count=stats.approximate_backlog_count,
        age=stats.approximate_backlog_age.ToMicroseconds() / 1e6,
        given=stats.tasks_dispatch_rate,
        limited=stats.rate_limiting_active,
    )


def _poller(info: "PollerInfo", kind: Kind) -> Poller:
    options = info.deployment_options
    own = Version(options.deployment_name, options.build_id)
    return Poller(
        identity=info.identity,
        kind=kind,
        at=info.last_access_time.ToMicroseconds() / 1e6,
        version=own if options.worker_versioning_mode == _VERSIONED else None,
    )


def _routing(told: "TaskQueueVersioningInfo") -> Routing:
    """Servers that came before the messages for it write versions as a text only."""
    current = version(told.current_deployment_version) or Version.parse(told.current_version)
    ramping = version(told.ramping_deployment_version) or Version.parse(told.ramping_version)
    return Routing(
        current=current,
        ramping=ramping,
        percentage=told.ramping_version_percentage if told.ramping_version else 0.0,
        changed=told.update_time.seconds > 0,
    )
