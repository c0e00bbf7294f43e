"""Whether a worker runs older code than lies on the disk: it was started before the last change.

Only for workers of this machine: its clock and its files say nothing of another's.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.temporal.liveness.ages import MISSED
from checks.temporal.liveness.workers import Heartbeat
from healthcheck import DaemonThread

LOOKING = 0.5
"""Seconds that looking through the files may take."""

FILES = 20_000
"""Files looked at; a folder with more holds other things than a worker's code."""

SUFFIXES = (".py", ".ts", ".js", ".go")

SKIPPED = frozenset(
    ("__pycache__", "node_modules", "site-packages", "venv", "env", "vendor", "tests", "test")
)
"""Folders that hold what no worker runs, or what nobody edits; hidden ones are skipped as well."""


@dataclass(frozen=True, slots=True)
class Change:
    """The newest file of the workers' source, and when it was written."""

    file: str
    at: float


async def last_change(folder: Path) -> Change | None:
    """None where the folder has no source, or so much that it takes too long."""
    thread = DaemonThread()
    try:
        async with asyncio.timeout(LOOKING):
            return await thread.call(newest, folder, now=time.time())
    except TimeoutError:
        return None
    finally:
        thread.end()


def newest(folder: Path, *, now: float) -> Change | None:
    """The file written last; one of the future says nothing about now."""
    changes = (each for each in _changes(folder) if each.at <= now)
    return max(changes, key=lambda each: each.at, default=None)


def outdated(
    heartbeats: Sequence[Heartbeat], change: Change, *, host: str, now: float
) -> Sequence[Heartbeat]:
    """The workers of this host that live, and were started before the change."""
    return [
        each
        for each in heartbeats
        if each.host == host
        and not each.ended
        and now - each.at <= MISSED * each.due
        and each.started is not None
        and each.started < change.at
    ]


def _changes(folder: Path) -> Iterator[Change]:
    looked = 0
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if _worth(Path(place, each))]
        for name in files:
            if name.endswith(SUFFIXES) and not name.startswith((".", "test_")):
                file = Path(place, name)
                try:
                    yield Change(file.relative_to(folder).as_posix(), file.stat().st_mtime)
                except OSError:  # it has been removed, or is a link to nothing
                    continue
        looked += len(files)
        if looked > FILES:
            return


def _worth(folder: Path) -> bool:
    hidden = folder.name.startswith(".")
    return not hidden and folder.name not in SKIPPED and not (folder / "pyvenv.cfg").exists()
