"""Restarts and a slow network, which stand in no job's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sandbox.faults.fault import Fault, benign
from sandbox.faults.restarting import restart

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers

DELAY = 0.05  # seconds each way


@asynccontextmanager
async def restarted(servers: Servers, name: str) -> AsyncIterator[None]:
    await restart(servers, name)
    yield


@asynccontextmanager
async def slow(servers: Servers, _: str) -> AsyncIterator[None]:
    for server in servers.values():
        server.proxy.delay = DELAY
    yield
    for server in servers.values():
        server.proxy.delay = 0.0


CONDITIONS: tuple[Fault, ...] = (
    benign("temporal-restarted", "Temporal was restarted a moment ago.", restarted),
    benign("api-restarted", "The backend was restarted a moment ago.", restarted),
    benign(
        "network-slow",
        "Whatever is sent to any server takes 100 ms to be answered.",
        slow,
        dependency="network",
        server="api",
    ),
)
