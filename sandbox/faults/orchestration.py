"""What can be broken about Temporal and the platform's worker."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.network import hung
from sandbox.faults.restarting import forget_the_gone

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal
    from sandbox.servers.worker import Worker


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


@asynccontextmanager
async def killed(servers: Servers, name: str) -> AsyncIterator[None]:
    """It cannot say goodbye, and stays listed. It has told before how it is, as one has that did
    not start a moment ago."""
    worker = cast("Worker", servers[name])
    await worker.heard()
    await worker.end(signal.SIGKILL)
    yield
    await forget_the_gone(servers)


@asynccontextmanager
async def stopped(servers: Servers, name: str) -> AsyncIterator[None]:
    """Its process is (SIGSTOP), after it has told how it is."""
    await cast("Worker", servers[name]).heard()
    async with hung(servers, name):
        yield


@asynccontextmanager
async def locked(servers: Servers, name: str) -> AsyncIterator[None]:
    """As by a backup or a hung process: nobody else reads or writes the server's own database.

    The server then knows no namespace any more, and a worker that hears that never polls again.
    """
    store = sqlite3.connect(cast("Temporal", servers[name]).store, isolation_level=None)
    with closing(store):
        store.execute("BEGIN EXCLUSIVE")
        yield
        store.execute("ROLLBACK")
    await cast("Part", servers["worker"]).restart()


FAULTS = (
    Fault(
        "temporal-store-locked",
        "Temporal runs, and its own database is locked by somebody else.",
        "temporal",
        "temporal",
        locked,
        met="database is locked|is not found",
    ),
    Fault(
        "temporal-worker-killed",
        "The worker was killed (SIGKILL), and nobody has started it again.",
        "temporal",
        "worker",
        killed,
        met="NotPollingError",
    ),
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
