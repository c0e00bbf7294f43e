"""What can be broken about Temporal and the platform's worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.temporal import Temporal


@asynccontextmanager
async def unknown_namespace(servers: Servers, name: str) -> AsyncIterator[None]:
    """The worker is shut down before: one that loses its namespace never polls again, and could
    not say goodbye any more."""
    server = cast("Temporal", servers[name])
    await servers["worker"].shut_down()
    await server.delete_namespace()
    yield
    await server.create_namespace()


@asynccontextmanager
async def no_worker(servers: Servers, name: str) -> AsyncIterator[None]:
    """Undone by the worker's own recovery, which starts it."""
    await servers[name].shut_down()
    yield


FAULTS = (
    Fault(
        "temporal-unknown-namespace",
        "Temporal runs, and has no namespace of the settings' name.",
        "temporal",
        "temporal",
        unknown_namespace,
        met="is not found",
    ),
    Fault(
        "temporal-no-worker",
        "Temporal accepts jobs, and no worker takes them.",
        "temporal",
        "worker",
        no_worker,
        met="no worker polls",
        from_the_start=True,
    ),
)
