"""A running sandbox as its user sees it: `Stack` blocks, `Sandbox` awaits."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Self

from sandbox.environment import completed, importable, stripped
from sandbox.errors import SandboxError
from sandbox.faults import find_fault
from sandbox.platform.variant import ORIGINAL

CLEANING = 30.0  # seconds; it takes a tenth of one, and many times that on a loaded machine

Progress = Callable[[str], None]
Overrides = Mapping[str, str | None]
NONE: Overrides = MappingProxyType({})


class Stack:
    """Real servers in a process that ends them when this one ends, or the `with` block.

    Start, `break_`, `mend` and `restart` raise SandboxError. Closing from another thread ends them
    early.
    """

    def __init__(
        self,
        *,
        faults: Iterable[str] = (),
        variant: str = ORIGINAL.name,
        progress: Progress | None = None,
    ) -> None:
        self._faults = [find_fault(name).name for name in faults]
        self._variant = variant
        self._progress = progress or (lambda _: None)
        self._keeper: subprocess.Popen[str] | None = None
        self._complaints: IO[str] | None = None
        self._talking = threading.RLock()
        self.variables: Mapping[str, str] = {}
        """What the stack adds to an environment."""
        self.directory = Path()

    def __enter__(self) -> Self:
        self.launch()
        self.stand()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a child that is to meet this stack and nothing else."""
        return completed(os.environ, self.variables, home=self.directory / "home")

    @property
    def stands(self) -> bool:
        """Whether its keeper runs."""
        return self._keeper is not None and self._keeper.poll() is None

    def break_(self, name: str) -> None:
        """Returns when the fault is in force: a client met it."""
        self._command("break", find_fault(name).name)

    def mend(self, name: str) -> None:
        """Returns when the fault is undone and clients are answered again."""
        self._command("mend", find_fault(name).name)

    def restart(self, *, backend: Overrides = NONE, worker: Overrides = NONE) -> None:
        """New processes of the platform itself, each with the stack's variables and these over
        them (None removes one). Returns when each answers, or has ended because it cannot."""
        self._command("restart", {"api": dict(backend), "worker": dict(worker)})

    def abandon(self) -> None:
        """Ends the jobs that are under way, so that none comes back to what is broken later."""
        self._command("abandon", "jobs")

    def wait(self) -> None:
        """Blocks while the stack stands. SandboxError when it falls by itself."""
        self._answer("nothing")

    def close(self) -> None:
        """Returns when no process and no file is left. Closing twice is harmless."""
        if (keeper := self._keeper) is None:
            return
        assert keeper.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended before us
            keeper.stdin.close()
        try:
            keeper.wait(CLEANING)
        except subprocess.TimeoutExpired as error:
            raise SandboxError(
                f"the sandbox's keeper (process {keeper.pid}) does not end"
            ) from error
        with self._talking:  # another thread may still read what the keeper said
            for stream in (keeper.stdout, self._complaints):
                if stream is not None:
                    stream.close()
        self._keeper = None

    def launch(self) -> None:
        """The first half of the start, at once: from here on `close` ends what has begun."""
        if os.name != "posix":
            raise SandboxError("the sandbox needs Linux or macOS; use docker-compose here")
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - lives as long as the keeper
        self._keeper = subprocess.Popen(
            [sys.executable, "-P", "-m", "sandbox.keeper", self._variant, *self._faults],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            cwd="/",
            env=importable(stripped(os.environ), sys.path),
            start_new_session=True,  # a terminal's Ctrl-C ends the parent, and that ends it
        )

    def stand(self) -> None:
        """The second half: returns when all servers answer, or has closed all."""
        try:
            ready = self._answer("ready")
        except BaseException:
            self.close()
            raise
        self.variables, self.directory = ready["variables"], Path(ready["directory"])

    def _command(self, action: str, value: object) -> None:
        message = json.dumps({action: value})
        with self._talking:
            if self._keeper is None or self._keeper.stdin is None:
                raise SandboxError("the sandbox is not running")
            with contextlib.suppress(BrokenPipeError):  # the answer tells why
                print(message, file=self._keeper.stdin, flush=True)
            self._answer("done")

    def _answer(self, awaited: str) -> Any:
        """The message of that kind; progress is passed on, an error raised."""
        if self._keeper is None or self._keeper.stdout is None:
            raise SandboxError("the sandbox is not running")
        with self._talking:
            for line in self._keeper.stdout:
                [(kind, value)] = json.loads(line).items()
                if kind == awaited:
                    return value
                if kind == "error":
                    raise SandboxError(value)
                self._progress(value)
            complaint = f"the sandbox's keeper ended unexpectedly\n{self._complaint()}"
            raise SandboxError(complaint.rstrip())

    def _complaint(self) -> str:
        assert self._complaints is not None
        self._complaints.seek(0)
        return self._complaints.read()


class Sandbox:
    """A stack for asynchronous code; the event loop may block without freezing the servers."""

    def __init__(
        self,
        *,
        faults: Iterable[str] = (),
        variant: str = ORIGINAL.name,
        progress: Progress | None = None,
    ) -> None:
        self._stack = Stack(faults=faults, variant=variant, progress=progress)

    async def __aenter__(self) -> Self:
        self._stack.launch()
        try:
            await asyncio.to_thread(self._stack.stand)
        except asyncio.CancelledError:
            self._stack.close()  # which ends the thread as well
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._stack.close)

    @property
    def environment(self) -> dict[str, str]:
        return self._stack.environment

    @property
    def variables(self) -> Mapping[str, str]:
        return self._stack.variables

    async def break_(self, name: str) -> None:
        await asyncio.to_thread(self._stack.break_, name)

    async def mend(self, name: str) -> None:
        await asyncio.to_thread(self._stack.mend, name)

    async def restart(self, *, backend: Overrides = NONE, worker: Overrides = NONE) -> None:
        await asyncio.to_thread(lambda: self._stack.restart(backend=backend, worker=worker))
