"""Asking Temporal by RPC, once and within a limit: its clients would try for ten seconds."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from checks.temporal.connecting.errors import TemporalError

if TYPE_CHECKING:
    from temporalio.api.workflowservice.v1 import DescribeNamespaceResponse
    from temporalio.client import Client

R = TypeVar("R")

RPC_LIMIT = timedelta(seconds=2)
"""The step's own limit; the engine ends the step, and this only keeps the library from going on."""

SILENT = ("CANCELLED", "DEADLINE_EXCEEDED")
"""Statuses by which the library says that its own limit has passed."""


async def call(rpc: Callable[..., Awaitable[R]], request: Any) -> R:
    """Asks once. TemporalError with the status; NotFound is LookupError, no answer TimeoutError."""
    from temporalio.service import RPCError

    try:
        return await rpc(request, timeout=RPC_LIMIT)
    except RPCError as error:
        status = error.status.name
        if status in SILENT:
            raise TimeoutError(str(error)) from error
        if status == "NOT_FOUND":
            raise LookupError(str(error)) from error
        camel = status.title().replace("_", "")
        raise TemporalError(f"{camel}: {error}") from error


async def describe(client: "Client", namespace: str) -> "DescribeNamespaceResponse":
    """LookupError where there is none."""
    from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

    request = DescribeNamespaceRequest(namespace=namespace)
    return await call(client.workflow_service.describe_namespace, request)
