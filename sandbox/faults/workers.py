"""What can be wrong about the platform's worker: its own settings, and what it does with them."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from sandbox.faults.fault import Fault
from sandbox.faults.orchestration import stopped
from sandbox.faults.proof import trains
from sandbox.faults.registrations import (
    ACTIVITY,
    WORKFLOW,
    has_activity,
    has_workflow,
    told_by_workflows,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.faults.fault import Injection, Question, Servers
    from sandbox.servers.part import Part

    Settings = Mapping[str, str | None]

SLOW = 15.0  # seconds that a job may take, which fails or not


@asynccontextmanager
async def started_with(part: Part, settings: Settings) -> AsyncIterator[None]:
    """Started anew, with these settings over its own; it may say goodbye before.

    Then it polls wherever these settings lead it, or has ended.
    """
    usual = part.overrides
    part.overrides = {**usual, **settings}
    await part.shut_down()
    await part.restart()
    await part.settled()
    yield
    part.overrides = usual
    await part.shut_down()
    await part.restart()


def misled(settings: Callable[[Servers], Settings]) -> Injection:
    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        async with started_with(cast("Part", servers[name]), settings(servers)):
            yield

    return inject


def lacking(name: str) -> Injection:
    """Without the workflow or activity of this name, or the `trainer`."""
    return misled(lambda _: {"PLATFORM_WITHOUT": name})


def _another_password(servers: Servers) -> Settings:
    url = servers["platform-db"].variables()["DATABASE_URL"]
    return {"DATABASE_URL": url.replace(urlsplit(url).password or "", secrets.token_hex(16))}


def worker_fault(
    word: str,
    description: str,
    injection: Injection,
    *,
    met: str,
    meets: Question | None = None,
    patience: float = 0.2,
) -> Fault:
    name = f"temporal-worker-{word}"
    return Fault(
        name, description, "temporal", "worker", injection, met, meets=meets, patience=patience
    )


FAULTS = (
    worker_fault(
        "hung",
        "The worker's process is stopped (SIGSTOP): it is still listed, and takes no job.",
        stopped,
        met="TimeoutError",
        meets=told_by_workflows,
        patience=1.0,
    ),
    worker_fault(
        "without-workflow",
        "The worker runs, and has not registered the jobs' workflow.",
        lacking(WORKFLOW),
        met="NotRegisteredError",
        meets=has_workflow,
    ),
    worker_fault(
        "without-activity",
        "The worker runs, and has not registered the activity that trains.",
        lacking(ACTIVITY),
        met="NotRegisteredError",
        meets=has_activity,
    ),
    worker_fault(
        "without-trainer",
        "The worker runs, and the trainer that it calls is not installed.",
        lacking("trainer"),
        met="UntrainedError",
        meets=trains,
        patience=SLOW,
    ),
    worker_fault(
        "wrong-database-password",
        "The worker alone has a wrong password for Platform DB.",
        misled(_another_password),
        met="UntrainedError.*password authentication failed",
        meets=trains,
        patience=SLOW,
    ),
    worker_fault(
        "wrong-r2-secret",
        "The worker alone has a wrong secret key for R2.",
        misled(lambda _: {"EXTERNAL_STORAGE_SECRET_KEY": secrets.token_hex(32)}),
        met="UntrainedError.*SignatureDoesNotMatch",
        meets=trains,
        patience=SLOW,
    ),
)
