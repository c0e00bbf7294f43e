"""Deployments of workers, asked by RPC: which of their versions is the current one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.routing.queues import version
from checks.temporal.routing.versions import Version

if TYPE_CHECKING:
    from temporalio.client import Client


@dataclass(frozen=True, slots=True)
class Deployment:
    """Its current version; a queue that this one has never polled does not know of it."""

    name: str
    current: Version | None


async def deployment(client: "Client", name: str) -> Deployment | None:
    """None where the server does not tell."""
    from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest

    request = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=name)
    try:
        answer = await call(client.workflow_service.describe_worker_deployment, request)
    except (LookupError, TemporalError):
        return None
    routing = answer.worker_deployment_info.routing_config
    current = version(routing.current_deployment_version) or Version.parse(routing.current_version)
    return Deployment(name, current)
