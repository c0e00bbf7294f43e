"""Deployments of workers, asked by RPC: which version is the current one, and what it polled."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.liveness.workers import Kind
from checks.temporal.routing.queues import version
from checks.temporal.routing.versions import Version

if TYPE_CHECKING:
    from temporalio.client import Client


_TYPES = {1: Kind.WORKFLOW, 2: Kind.ACTIVITY}  # TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY


@dataclass(frozen=True, slots=True)
class Deployment:
    """Its current version, and for which tasks of the queue workers of that have ever polled.

    A queue that it has never polled does not know of it; one that it has polled, does, or will in
    a moment: what is made current is told to the queues one after the other.
    """

    name: str
    current: Version | None
    polled: frozenset[Kind] = frozenset()


async def deployment(client: "Client", name: str, queue: str) -> Deployment | None:
    """None where the server does not tell."""
    from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest

    request = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=name)
    try:
        answer = await call(client.workflow_service.describe_worker_deployment, request)
        routing = answer.worker_deployment_info.routing_config
        told = version(routing.current_deployment_version)
        current = told or Version.parse(routing.current_version)
        return Deployment(name, current, await _polled(client, current, queue))
    except (LookupError, TemporalError):
        return None


async def _polled(client: "Client", current: Version | None, queue: str) -> frozenset[Kind]:
    from temporalio.api.deployment.v1 import WorkerDeploymentVersion
    from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentVersionRequest

    if current is None:
        return frozenset()
    asked = WorkerDeploymentVersion(deployment_name=current.deployment, build_id=current.build)
    request = DescribeWorkerDeploymentVersionRequest(
        namespace=client.namespace, version=str(current), deployment_version=asked
    )
    answer = await call(client.workflow_service.describe_worker_deployment_version, request)
    older = answer.worker_deployment_version_info.task_queue_infos
    known = {each.type for each in older if each.name == queue}
    known |= {each.type for each in answer.version_task_queues if each.name == queue}
    return frozenset(kind for number, kind in _TYPES.items() if number in known)
