"""Toy checks and what they talk to: for tests of the engine, which knows no service."""

import asyncio
import contextlib
import os
import socket
import struct
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from healthcheck import Check, Code, Fault, Greeting, Outcome, Probe, Secret, Target, kinds, plugins
from healthcheck.dependency import Dependency, plan
from healthcheck.runner import no_greetings, run
from healthcheck.stranger import Greetings

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Lines = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Place(Target):
    """Where a toy is, and how to get in."""

    host: str = "127.0.0.1"
    port: int = 1
    password: Secret = Secret("")


def bare(kind: str = "toy", **options: Any) -> Check[Place, None]:
    """A check that connects to nothing; a test adds the steps."""

    @Check(kind, Place, **options).connect
    async def connect(target: Place) -> AsyncIterator[None]:
        yield None

    return connect


def lines(kind: str = "toy", *, limit: float = 0.2, **options: Any) -> Check[Place, Lines]:
    """A check of a service that answers `hello` with `world`."""

    @Check(kind, Place, **options).connect
    async def connect(target: Place) -> AsyncIterator[Lines]:
        reader, writer = await asyncio.open_connection(target.host, target.port)
        yield reader, writer
        writer.close()

    @connect.step(limit=limit)
    async def reachable(client: Lines, probe: Probe[Place]) -> None:
        """Somebody has to answer."""
        answer = await _said(client, b"hello\n")
        if answer == b"":
            raise ConnectionResetError("end of the conversation")
        if answer != b"world\n":
            probe.fail("other-service", f"{probe.target.address} does not say world")

    return connect


async def _said(client: Lines, word: bytes) -> bytes:
    reader, writer = client
    writer.write(word)
    return await reader.readline()


def saying(answer: bytes, *, first: bool = False) -> Talk:
    """A server that answers every line (or the bare connection) alike."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if first:
            writer.write(answer)
        while await reader.readline():
            writer.write(answer)

    return talk


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, reads, and never says a byte."""
    await reader.read()


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hears the first line and cuts the connection with a reset."""
    await reader.readline()
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[int]:
    """A server on a free port of this machine; gives the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await talk(reader, writer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def examined(
    check: Check[Any, Any],
    target: Target | None = None,
    *steps: str,
    writing: bool = False,
    timeout: float = 1.0,  # noqa: ASYNC109 - it is the dependency's
    greetings: Greetings = no_greetings,
    **options: Any,
) -> Outcome:
    """The outcome of one dependency, `it`; of all its steps, unless some are named."""
    dependency = Dependency(
        name="it", check=check, target=target or Place(), timeout=timeout, **options
    )
    chosen = plan([dependency], [f"it.{step}" for step in steps] or None, writing=writing)
    (outcome,) = await run([dependency], chosen, greetings=greetings)
    return outcome


def asked(check: Check[Any, Any], *steps: str, **options: Any) -> Outcome:
    """The same, from outside of a loop."""
    return asyncio.run(examined(check, None, *steps, **options))


def told(outcome: Outcome) -> dict[str, str]:
    """Each step's code, or why it was skipped, or its status."""
    return {each.step: each.code or each.because or str(each.status) for each in outcome.findings}


GREETING = Greeting("the toy", b"hello\n", rb"^world")

toy = lines(
    greeting=GREETING,
    faults=[Fault("builtins.ZeroDivisionError", "reachable", "divided", "{address}: {text}")],
    codes=[Code("divided", "Somebody divided by nothing.", "Count again.")],
)
"""As an installed package brings it: see `installed`."""


@toy.step(writes=True)
async def scratch(client: Lines, probe: Probe[Place]) -> None:
    """What is written can be read."""
    probe.evidence(wrote=True)


def metadata(**groups: dict[str, str]) -> str:
    """An `entry_points.txt`; a group is named by its last part."""
    return "".join(
        f"[healthcheck.{group}]\n" + "".join(f"{name} = {at}\n" for name, at in entries.items())
        for group, entries in groups.items()
    )


TOYS = metadata(checks={"toy": "tests.toys:toy"})


def package(folder: Path, entries: str = TOYS, *, name: str = "training-healthcheck") -> Path:
    """A folder with an installed distribution; by its name it hides the one that is tested."""
    info = folder / f"{name.replace('-', '_')}-0.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.0\n")
    (info / "entry_points.txt").write_text(entries)
    return folder


@contextmanager
def installed(*folders: Path) -> Iterator[None]:
    """Only what these folders have installed is known, meanwhile."""
    before = list(sys.path)
    sys.path[:0] = [str(each) for each in folders]
    forget()
    try:
        yield
    finally:
        sys.path[:] = before
        forget()


def forget() -> None:
    """Nothing is known of what is installed."""
    plugins.named.cache_clear()
    kinds.check.cache_clear()


def environment(*folders: Path, **variables: str) -> dict[str, str]:
    """The environment of a process in which these folders are installed."""
    here = Path(__file__).parent.parent
    paths: Sequence[str] = [*(str(each) for each in folders), str(here)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **variables}
