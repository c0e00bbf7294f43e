"""What the worker has registered: it tells when it is asked for what it does not have."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from temporalio.client import Client

    from sandbox.faults.fault import Servers
    from sandbox.servers.temporal import Temporal

UNKNOWN = "sandbox_proof_of_registration"
WORKFLOW = "TrainingWorkflow"
ACTIVITY = "execute_training"
LIFE = timedelta(seconds=10)
ONE_TASK = timedelta(seconds=2)


class NotRegisteredError(Exception):
    """The worker's own list, without the name that jobs need."""


async def told_by_workflows(servers: Servers) -> str:
    """The workflows that a worker tells of. Where none takes workflows it is silence."""
    server = cast("Temporal", servers["temporal"])
    async with server.client() as client:
        return await _workflows(client, _queue(server))


async def has_workflow(servers: Servers) -> None:
    told = await told_by_workflows(servers)
    if WORKFLOW not in told:
        raise NotRegisteredError(f"{WORKFLOW}: {told}")


async def has_activity(servers: Servers) -> None:
    server = cast("Temporal", servers["temporal"])
    async with server.client() as client:
        told = await _activities(client, _queue(server))
    if ACTIVITY not in told:
        raise NotRegisteredError(f"{ACTIVITY}: {told}")


def _queue(server: Temporal) -> str:
    return server.variables()["TEMPORAL_TASK_QUEUE"]


async def _workflows(client: Client, queue: str) -> str:
    run = await client.start_workflow(
        UNKNOWN,
        id=f"{UNKNOWN}-{uuid.uuid4()}",
        task_queue=queue,
        execution_timeout=LIFE,
        task_timeout=ONE_TASK,
    )
    try:
        async for event in run.fetch_history_events(wait_new_event=True):
            if event.HasField("workflow_task_failed_event_attributes"):
                return event.workflow_task_failed_event_attributes.failure.message
        return "the worker told nothing"
    finally:
        await run.terminate()


async def _activities(client: Client, queue: str) -> str:
    from temporalio.client import ActivityFailureError
    from temporalio.common import RetryPolicy

    try:
        await client.execute_activity(
            UNKNOWN,
            id=f"{UNKNOWN}-{uuid.uuid4()}",
            task_queue=queue,
            start_to_close_timeout=ONE_TASK,
            schedule_to_close_timeout=LIFE,
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
    except ActivityFailureError as error:
        return str(error.cause)
    return "the worker told nothing"
