"""What can happen to every server, whatever it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sandbox.faults.fault import Fault
from sandbox.faults.strangers import answering
from sandbox.mode import Mode

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers

STRANGE = "404|HTTP/1.1|h2 protocol error|transport error|ConnectionDoesNotExist"


def proxied(mode: Mode) -> Injection:
    """What the proxy before the server can do."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        await servers[name].proxy.become(mode)
        yield
        await servers[name].proxy.become(Mode.PASS)

    return inject


@asynccontextmanager
async def hung(servers: Servers, name: str) -> AsyncIterator[None]:
    await servers[name].hang()
    yield
    servers[name].resume()


@asynccontextmanager
async def stranger(servers: Servers, name: str) -> AsyncIterator[None]:
    """Another service has the port."""
    server = servers[name]
    async with answering() as port:
        await server.proxy.lead_to(port)
        yield
        await server.proxy.lead_to(server.port)


def faults(name: str, title: str) -> tuple[Fault, ...]:
    return (
        Fault(
            f"{name}-stopped",
            f"{title} is not running: connections are refused.",
            name,
            name,
            proxied(Mode.REFUSE),
            met="ConnectionRefused|ConnectError",
        ),
        Fault(
            f"{name}-hung",
            f"{title}'s processes are stopped (SIGSTOP): connections open, nothing answers.",
            name,
            name,
            hung,
            met="TimeoutError|ReadTimeout",
        ),
        Fault(
            f"{name}-silent",
            f"The network swallows what is sent to {title} and what it answers.",
            name,
            name,
            proxied(Mode.SILENT),
            met="TimeoutError|ReadTimeout",
        ),
        Fault(
            f"{name}-reset",
            f"Connections to {title} open, and are reset at once.",
            name,
            name,
            proxied(Mode.RESET),
            met="ConnectionReset|ConnectionDoesNotExist|BrokenPipe|ConnectionAborted|ReadError",
        ),
        Fault(
            f"{name}-other-service",
            f"What listens where {title} should is a web server that knows nothing of it.",
            name,
            name,
            stranger,
            met=STRANGE,
        ),
    )
