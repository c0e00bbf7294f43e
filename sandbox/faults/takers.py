"""Workers that take jobs from elsewhere, or half of what makes a job."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.workers import misled, started_with, worker_fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal
    from sandbox.servers.worker import Worker


@asynccontextmanager
async def other_namespace(servers: Servers, name: str) -> AsyncIterator[None]:
    namespace = f"elsewhere-{secrets.token_hex(4)}"
    await cast("Temporal", servers["temporal"]).create_namespace(namespace)
    async with started_with(cast("Part", servers[name]), {"TEMPORAL_NAMESPACE": namespace}):
        yield


@asynccontextmanager
async def workflows_only(servers: Servers, name: str) -> AsyncIterator[None]:
    """Until its first heartbeat it looks like one that is too busy for activities."""
    worker = cast("Worker", servers[name])
    async with started_with(worker, {"PLATFORM_TAKES": "workflows"}):
        await worker.heard()
        yield


FAULTS = (
    worker_fault(
        "other-queue",
        "The worker takes jobs from another queue than the backend gives them to.",
        misled(lambda _: {"TEMPORAL_TASK_QUEUE": "training-tasks-of-yesterday"}),
        met="no worker polls",
    ),
    worker_fault(
        "other-namespace",
        "The worker takes jobs from another namespace than the backend gives them to.",
        other_namespace,
        met="no worker polls",
    ),
    worker_fault(
        "other-case-queue",
        "The worker takes jobs from a queue whose name differs in case.",
        misled(lambda _: {"TEMPORAL_TASK_QUEUE": "Training-Tasks"}),
        met="no worker polls",
    ),
    worker_fault(
        "of-workflows-only",
        "The worker takes workflows, and nobody their activities.",
        workflows_only,
        met="NotPollingError",
    ),
    worker_fault(
        "of-activities-only",
        "The worker takes activities, and nobody the workflows that would ask for them.",
        misled(lambda _: {"PLATFORM_TAKES": "activities"}),
        met="NotPollingError",
    ),
)
