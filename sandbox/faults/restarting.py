"""Restarts of a server that others need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers


async def restart(servers: Servers, name: str) -> None:
    """It is what it was, and whoever needs it has found it again."""
    server = servers[name]
    await server.shut_down()
    await server.launch()
    await server.recover()
    for each in servers.values():
        if name in each.needs:
            await each.recover()


async def forget_the_gone(servers: Servers) -> None:
    """Temporal lists a worker that told it of no goodbye for five minutes, unless it is restarted:
    one that was killed, or sent no heartbeats."""
    await restart(servers, "temporal")
