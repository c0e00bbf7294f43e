"""A real server: its process, the proxy that stands before it, and the question that it answers."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from sandbox import processes
from sandbox.condition import met, until
from sandbox.errors import SandboxError
from sandbox.ground import Account, Ground
from sandbox.mode import Mode
from sandbox.ports import free_port
from sandbox.proxy import Proxy

LIMIT = 30.0  # seconds to come up or back; a loaded machine needs many times the usual one or two
GRACE = 5.0  # seconds between asking a process to end and killing it
LOG_LINES = 15


class Server(ABC):
    """Starts, answers, hangs, ends. Its kind says how it is launched and asked."""

    needs: Sequence[str] = ()
    """Servers whose faults it suffers from."""
    starts_after: Sequence[str] = ()
    """Of these, the ones that must answer before it starts."""

    def __init__(self, name: str, ground: Ground) -> None:
        self.name = name
        self.ground = ground
        self.port = free_port()
        self.proxy = Proxy(port=free_port(), upstream=self.port)
        self.beside: list[Server] = []
        """Others that a fault has started, and that end with this one at the latest."""
        self._spawned: dict[subprocess.Popen[bytes], signal.Signals | None] = {}

    @property
    def address(self) -> str:
        """Where clients find it: the proxy's address."""
        return f"127.0.0.1:{self.proxy.port}"

    @property
    def log(self) -> Path:
        return self.ground.directory / f"{self.name}.log"

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The running server; None before the start and after the end."""
        running = [process for process in self._spawned if process.poll() is None]
        return running[-1] if running else None

    @abstractmethod
    def variables(self) -> Mapping[str, str]:
        """The settings by which the platform finds it."""

    @abstractmethod
    async def launch(self) -> None:
        """Spawns the server, and makes what it must hold."""

    @abstractmethod
    async def ask(self) -> None:
        """Asks through the proxy what only a working server answers; raises what a client meets."""

    async def start(self) -> None:
        """SandboxError with the log's last lines if it does not come to answer."""
        await self.proxy.become(Mode.PASS)
        await self.launch()
        await self.recover()

    async def recover(self) -> None:
        """Waits until it answers its clients."""
        await self.answers(self.ask)

    async def answers(self, question: Callable[[], Awaitable[object]]) -> None:
        """Waits for an answer. SandboxError if the process ends before, or LIMIT passes."""
        error: Exception | None = None

        async def answered_or_ended() -> bool:
            nonlocal error
            error = await met(question, patience=LIMIT)
            return error is None or self.process is None

        if not await until(answered_or_ended, limit=LIMIT) or error is not None:
            raise self.failure("ended" if self.process is None else f"does not answer: {error!r}")

    def failure(self, what: str) -> SandboxError:
        """`what` and the log's last lines."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        told = "\n".join(f"    {line}" for line in lines[-LOG_LINES:]) or "    (nothing)"
        return SandboxError(f"{self.name} {what}; the last lines of its log:\n{told}")

    def spawn(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
        ending: signal.Signals | None = signal.SIGKILL,
    ) -> subprocess.Popen[bytes]:
        """Starts it in a session of its own, so that no terminal's signal reaches it.

        `ending` is what `end` will send; None lets the process finish by itself.
        """
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.ground.directory,
                env={**self.ground.environment, **(environment or {})},
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        self._spawned[process] = ending
        return process

    async def hang(self) -> None:
        """Stops every process of it. Returns when every thread is."""
        root = self._pid()

        async def all_stopped() -> bool:
            return all(process.hangs for process in processes.stop(root))

        if not await until(all_stopped, limit=GRACE):
            raise SandboxError(f"{self.name} could not be stopped (SIGSTOP)")

    def resume(self) -> None:
        processes.resume(self._pid())

    async def shut_down(self) -> None:
        """Ends it as its operator would: it may say goodbye."""
        await self.end(signal.SIGTERM)

    async def end(self, number: signal.Signals | None = None) -> None:
        """Ends all that was spawned, each in its own way or as told; by SIGKILL after GRACE."""
        await asyncio.gather(
            *(_end(process, by=number or ending) for process, ending in self._spawned.items())
        )

    async def close(self) -> None:
        """Ends all that was spawned, and the proxy."""
        await asyncio.gather(*(each.close() for each in self.beside))
        await self.proxy.close()
        await self.end()

    def _pid(self) -> int:
        if (process := self.process) is None:
            raise self.failure("is not running")
        return process.pid


async def _end(process: subprocess.Popen[bytes], *, by: signal.Signals | None) -> None:
    async def ended() -> bool:
        return process.poll() is not None

    if process.poll() is not None:
        return
    if by is not signal.SIGKILL:
        processes.resume(process.pid)
        if by is not None:
            processes.send(process.pid, by)
        if await until(ended, limit=GRACE):
            return
    for member in processes.stop(process.pid):  # stopped, none can fork away from the killing
        processes.send(member.pid, signal.SIGKILL)
    await until(ended, limit=GRACE)
