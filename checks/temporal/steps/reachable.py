"""Does Temporal's frontend answer?"""

from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.client import Client


@temporal.step
async def reachable(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Jobs are started through Temporal; the backend cannot even start one without it."""
    from temporalio.api.workflowservice.v1 import GetSystemInfoRequest

    # the client's own connect lets a gRPC service pass that does not know this call
    info = await call(client.workflow_service.get_system_info, GetSystemInfoRequest())
    probe.evidence(server_version=info.server_version)
    if probe.target.api_key and not probe.target.encrypts:
        address = probe.target.address
        probe.warn("key-in-plain-text", f"tls = false: the API key goes to {address} unencrypted")
