"""What probes would leave behind, and those did that were killed: all of it is taken away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.registration.probes import PREFIX, UNKNOWN

if TYPE_CHECKING:
    from temporalio.client import Client

GRACE = 0.4
"""Seconds for taking probes away; a step that was given up is abandoned after 0.5."""

AGE = timedelta(minutes=1)
"""How long ago a probe has ended that counts as left behind: its own run deletes it at once."""

SWEEP = 20
"""How many of those a run deletes; the next one goes on."""

WORKFLOWS = f"WorkflowId STARTS_WITH '{PREFIX}'"
"""Which are ours: some were asked for by a type of the platform's."""

ACTIVITIES = f"ActivityType = '{UNKNOWN}'"

_GONE = (LookupError, TemporalError, TimeoutError)
"""What deleting may meet: it has gone already, or the server refuses. It ends by itself."""


@asynccontextmanager
async def leaving_nothing(
    clear: Callable[[], Coroutine[Any, Any, None]],
) -> AsyncIterator[None]:
    """Clears up whatever happens inside, within its grace, and even where that is cancelled."""
    try:
        yield
    finally:
        clearing = asyncio.ensure_future(clear())
        await asyncio.wait({clearing}, timeout=GRACE)
        clearing.cancel()


async def delete_workflow(client: "Client", own: str) -> None:
    """One that still runs is terminated by it."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

    request = DeleteWorkflowExecutionRequest(
        namespace=client.namespace, workflow_execution=WorkflowExecution(workflow_id=own)
    )
    with suppress(*_GONE):
        await call(client.workflow_service.delete_workflow_execution, request)


async def delete_activity(client: "Client", own: str) -> None:
    """One that still runs is terminated by it."""
    from temporalio.api.workflowservice.v1 import DeleteActivityExecutionRequest

    request = DeleteActivityExecutionRequest(namespace=client.namespace, activity_id=own)
    with suppress(*_GONE):
        await call(client.workflow_service.delete_activity_execution, request)


async def sweep_workflows(client: "Client", age: timedelta = AGE) -> Sequence[str]:
    """Deletes what runs of ours that were killed have left: closed, and remembered for days. Their
    ids; the server may take a minute for it."""
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, page_size=SWEEP, query=_query(WORKFLOWS, age)
    )
    with suppress(*_GONE):
        answer = await call(client.workflow_service.list_workflow_executions, request)
        known = [each.execution.workflow_id for each in answer.executions]
        left = [each for each in known if each.startswith(PREFIX)]
        await asyncio.gather(*(delete_workflow(client, each) for each in left))
        return left
    return ()


async def sweep_activities(client: "Client", age: timedelta = AGE) -> Sequence[str]:
    """The same for activities."""
    from temporalio.api.workflowservice.v1 import ListActivityExecutionsRequest

    request = ListActivityExecutionsRequest(
        namespace=client.namespace, page_size=SWEEP, query=_query(ACTIVITIES, age)
    )
    with suppress(*_GONE):
        answer = await call(client.workflow_service.list_activity_executions, request)
        known = [each.activity_id for each in answer.executions]
        left = [each for each in known if each.startswith(PREFIX)]
        await asyncio.gather(*(delete_activity(client, each) for each in left))
        return left
    return ()


def _query(ours: str, age: timedelta) -> str:
    before = (datetime.now(UTC) - age).isoformat()
    return f"{ours} AND CloseTime < '{before}'"
