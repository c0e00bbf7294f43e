"""Process trees. A group is not enough: PostgreSQL's children each lead a session of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    state: str  # of ps: R running, S sleeping, T stopped, Z ended and not yet reaped…

    @property
    def hangs(self) -> bool:
        """Whether it does nothing any more, stopped or ended.

        Linux tells it thread by thread: SIGSTOP is one thread's to take, and until it has, which
        takes milliseconds, the others serve on.
        """
        threads = [each.state for each in _stats(PROC / str(self.pid) / "task")]
        return all(state in "TZX" for state in threads or [self.state])


def tree(root: int) -> list[Process]:
    """The process and all that descend from it, parents first; empty if it is gone."""
    processes = {process.pid: process for process in _all()}
    found = [processes[root]] if root in processes else []
    for ancestor in found:  # grows while it is walked
        found += [process for process in processes.values() if process.parent == ancestor.pid]
    return found


def stop(root: int) -> list[Process]:
    """Stops the tree, the root first: it must not fork while its children are looked up."""
    send(root, signal.SIGSTOP)
    for process in tree(root)[1:]:
        send(process.pid, signal.SIGSTOP)
    return tree(root)


def resume(root: int) -> None:
    for process in reversed(tree(root)):
        send(process.pid, signal.SIGCONT)


def send(pid: int, number: signal.Signals) -> None:
    """Signals the process and its group; who is gone already needs none."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _all() -> Iterable[Process]:
    return _from_proc() if (PROC / "self/stat").exists() else _from_ps()


def _from_proc() -> Iterator[Process]:
    return _stats(PROC)


def _stats(directory: Path) -> Iterator[Process]:
    """The processes, or threads, that have a directory in this one; none where there is none."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for entry in os.listdir(directory):
            if entry.isdecimal():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    stat = (directory / entry / "stat").read_text(errors="replace")
                    state, parent = stat.rpartition(")")[2].split()[:2]  # a name may hold spaces
                    yield Process(pid=int(entry), parent=int(parent), state=state)


def _from_ps() -> Iterator[Process]:
    command = ["ps", "-axo", "pid=,ppid=,state="]
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    ):
        if fields := line.split():
            yield Process(pid=int(fields[0]), parent=int(fields[1]), state=fields[2][0])
