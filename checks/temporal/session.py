"""The check, and its connection to Temporal."""

from collections.abc import AsyncIterator
from functools import cache
from typing import TYPE_CHECKING

from checks.temporal.codes import CODES
from checks.temporal.faults import FAULTS, TemporalError
from checks.temporal.greeting import GREETING
from checks.temporal.target import TemporalTarget
from healthcheck import Check

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.runtime import Runtime


@Check(
    "temporal",
    TemporalTarget,
    service="Temporal",
    imports=[
        "temporalio.client",
        "temporalio.runtime",
        "temporalio.service",
        "temporalio.api.workflowservice.v1",
        "temporalio.api.taskqueue.v1",
    ],
    greeting=GREETING,
    faults=FAULTS,
    codes=CODES,
).connect
async def temporal(target: TemporalTarget) -> AsyncIterator["Client"]:
    """Connects eagerly and once; the library would try ten times and hide what it met."""
    from temporalio.client import Client
    from temporalio.service import RetryConfig

    try:
        client = await Client.connect(
            target.address,
            namespace=target.namespace,
            tls=target.encrypts,
            api_key=target.api_key.reveal() if target.api_key else None,
            identity="healthcheck",
            retry_config=RetryConfig(max_retries=1),
            runtime=_runtime(),
        )
    except RuntimeError as error:
        raise TemporalError.connecting(error, encrypted=target.encrypts) from error
    try:
        yield client
    finally:
        # the library has no close, and its objects hold each other: without this the connection
        # lives, and keeps itself alive, until some later garbage collection
        vars(client.service_client).pop("_bridge_client", None)


@cache
def _runtime() -> "Runtime":
    """One that logs nothing: the library's own writes its warnings to stdout, into the report."""
    from temporalio.runtime import Runtime, TelemetryConfig

    return Runtime(telemetry=TelemetryConfig(logging=None))
