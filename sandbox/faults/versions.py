"""Versioned workers: the server gives jobs to the current version of the worker alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.condition import met, until
from sandbox.errors import SandboxError
from sandbox.faults.fault import Fault, benign
from sandbox.faults.registrations import told_by_workflows
from sandbox.faults.workers import started_with
from sandbox.server import LIMIT

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part
    from sandbox.servers.temporal import Temporal

OLD, NEW = {"PLATFORM_BUILD": "1"}, {"PLATFORM_BUILD": "2"}
UNVERSIONED = ""
PATIENCE = 1.0  # seconds for an answer that takes a tenth of one
CALL = 2.0  # seconds for one try to make a version current


@asynccontextmanager
async def versioned(servers: Servers, name: str) -> AsyncIterator[None]:
    """Nobody has told the server which version is current."""
    async with started_with(cast("Part", servers[name]), OLD):
        yield


@asynccontextmanager
async def current(servers: Servers, name: str) -> AsyncIterator[None]:
    """A version that is polled."""
    server = cast("Temporal", servers["temporal"])
    async with versioned(servers, name):
        await _make_current(server, OLD["PLATFORM_BUILD"])
        yield
        await _make_current(server, UNVERSIONED)


@asynccontextmanager
async def gone(servers: Servers, name: str) -> AsyncIterator[None]:
    """Another version has been rolled out in place of the current one."""
    async with current(servers, name), started_with(cast("Part", servers[name]), NEW):
        yield


async def _make_current(server: Temporal, build: str) -> None:
    """A version that has just begun to poll is not known at once."""
    error: Exception | None = None

    async def is_current() -> bool:
        nonlocal error
        error = await met(lambda: server.make_current(build), patience=CALL)
        return error is None

    if not await until(is_current, limit=LIMIT):
        raise SandboxError(f"build {build!r} does not become current: {error!r}")


FAULTS = (
    Fault(
        "temporal-worker-without-current-version",
        "The worker is versioned, and no version of it is the current one: none gets jobs.",
        "temporal",
        "worker",
        versioned,
        met="TimeoutError",
        meets=told_by_workflows,
        patience=PATIENCE,
    ),
    Fault(
        "temporal-worker-not-current",
        "The worker's new version runs, and the current one, which gets the jobs, does not.",
        "temporal",
        "worker",
        gone,
        met="TimeoutError",
        meets=told_by_workflows,
        patience=PATIENCE,
    ),
)
CONDITIONS = (
    benign(
        "temporal-versioned-worker",
        "The worker is versioned, and its version is the current one.",
        current,
        server="worker",
    ),
)
