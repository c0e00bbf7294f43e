"""The backend connects to Temporal once, when it starts: what if nobody is there then?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.proof import trains
from sandbox.mode import Mode

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.part import Part

TRAINED = 15.0  # seconds


@asynccontextmanager
async def refused_at_start(servers: Servers, name: str) -> AsyncIterator[None]:
    await servers[name].proxy.become(Mode.REFUSE)
    await _restart(servers)
    yield
    await servers[name].proxy.become(Mode.PASS)
    await _restart(servers)


@asynccontextmanager
async def started_before(servers: Servers, name: str) -> AsyncIterator[None]:
    """Temporal, and the worker, are whole again before anybody looks."""
    temporal = servers["temporal"]
    await temporal.proxy.become(Mode.REFUSE)
    await _restart(servers)
    await temporal.proxy.become(Mode.PASS)
    await temporal.recover()
    await servers["worker"].recover()
    yield
    await _restart(servers)


async def _restart(servers: Servers) -> None:
    backend = cast("Part", servers["api"])
    await backend.restart()
    await backend.settled()


FAULTS = (
    Fault(
        "temporal-refused-at-start",
        "Temporal was not running when the backend started, and is not running now.",
        "temporal",
        "temporal",
        refused_at_start,
        met="ConnectionRefused",
    ),
    Fault(
        "api-started-before-temporal",
        "The backend started when Temporal was not running; it is now, and is not asked again.",
        "api",
        "api",
        started_before,
        met="UntrainedError.*500",
        meets=trains,
        patience=TRAINED,
    ),
)
