"""What can be broken about the directory that trainings write to, and about the Labeler."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.strangers import answering

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.worker import Worker


@asynccontextmanager
async def file_in_its_place(servers: Servers, name: str) -> AsyncIterator[None]:
    """Not even root writes below a file."""
    place = _output(servers)
    aside = place.with_name("output-aside")
    place.rename(aside)
    place.write_text("somebody saved something under this name")
    yield
    place.unlink()
    aside.rename(place)


async def write(servers: Servers) -> None:
    """What a training leaves."""
    folder = _output(servers) / "proof"
    folder.mkdir()
    folder.rmdir()


@asynccontextmanager
async def failing(servers: Servers, name: str) -> AsyncIterator[None]:
    """It answers every request with an error of its own."""
    server = servers[name]
    async with answering("500 Internal Server Error") as port:
        await server.proxy.lead_to(port)
        yield
        await server.proxy.lead_to(server.port)


def _output(servers: Servers) -> Path:
    worker = cast("Worker", servers["worker"])
    return worker.ground.directory / "output"


FAULTS = (
    Fault(
        "output-not-a-directory",
        "A file lies where the directory should be that trainings write to.",
        "output",
        "worker",
        file_in_its_place,
        met="NotADirectoryError",
        meets=write,
    ),
    Fault(
        "labeler-error",
        "The Labeler answers every request with an error of its own: 500.",
        "labeler",
        "labeler",
        failing,
        met="500",
    ),
)
