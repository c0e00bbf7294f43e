"""A second look at what waits, for those alone who get new tasks.

What the server tells of a queue counts the tasks of all versions, those as well that nobody polls
for any more and no new job joins. And it keeps that answer for a while, but this one apart.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.liveness.workers import Kind
from checks.temporal.routing.queues import backlog
from checks.temporal.routing.versions import Version
from checks.temporal.routing.waiting import Backlog

if TYPE_CHECKING:
    from temporalio.client import Client

_KINDS = {1: Kind.WORKFLOW, 2: Kind.ACTIVITY}  # TASK_QUEUE_TYPE_WORKFLOW, ..._ACTIVITY


async def standing(client: "Client", queue: str, version: Version | None) -> Mapping[Kind, Backlog]:
    """What waits for this version; nothing where the server does not tell."""
    try:
        if version is None:
            return await _unversioned(client, queue)
        return await _versioned(client, queue, version)
    except (LookupError, TemporalError):
        return {}


async def _unversioned(client: "Client", queue: str) -> Mapping[Kind, Backlog]:
    from temporalio.api.enums.v1 import DescribeTaskQueueMode, TaskQueueKind, TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue, kind=TaskQueueKind.TASK_QUEUE_KIND_NORMAL),
        api_mode=DescribeTaskQueueMode.DESCRIBE_TASK_QUEUE_MODE_ENHANCED,
        task_queue_types=[
            TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        ],
        report_stats=True,
    )
    answer = await call(client.workflow_service.describe_task_queue, request)
    infos = answer.versions_info[""].types_info
    return {kind: backlog(infos[each].stats) for each, kind in _KINDS.items() if each in infos}


async def _versioned(client: "Client", queue: str, version: Version) -> Mapping[Kind, Backlog]:
    from temporalio.api.deployment.v1 import WorkerDeploymentVersion
    from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentVersionRequest

    request = DescribeWorkerDeploymentVersionRequest(
        namespace=client.namespace,
        deployment_version=WorkerDeploymentVersion(
            deployment_name=version.deployment, build_id=version.build
        ),
        report_task_queue_stats=True,
    )
    answer = await call(client.workflow_service.describe_worker_deployment_version, request)
    return {
        _KINDS[each.type]: backlog(each.stats)
        for each in answer.version_task_queues
        if each.name == queue and each.type in _KINDS
    }
