"""What there is of a directory. These calls wait for the file system, which may be far away."""

import os
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class State(StrEnum):
    """What is known of writing to a directory.

    `elsewhere`: nothing of its path is here, as with a path inside a container; `untold`: Windows
    tells the rights to a directory only to whoever writes.
    """

    WRITABLE = "writable"
    TO_BE_MADE = "would be created"
    ELSEWHERE = "not of this machine"
    FILE = "a file"
    READ_ONLY = "read-only file system"
    CLOSED = "may not be written to"
    UNTOLD = "there; whether it may be written to is not told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A directory: `place` is the part of its path that is here; `ours`: we own that."""

    path: str
    state: State
    place: str = ""
    ours: bool = False
    total: int = 0
    free: int = 0
    inodes_free: int | None = None


def look(path: str) -> Sight:
    """Looks, and writes nothing."""
    wanted = Path(path)
    if not wanted.is_absolute():
        return Sight(path=path, state=State.ELSEWHERE)
    place = _nearest(wanted)
    if place == Path(wanted.anchor) and place != wanted:
        return Sight(path=path, state=State.ELSEWHERE)
    usage = shutil.disk_usage(place)
    return Sight(
        path=path,
        state=_state(wanted, place),
        place=str(place),
        ours=_owned(place),
        total=usage.total,
        free=usage.free,
        inodes_free=_inodes(place),
    )


def _nearest(path: Path) -> Path:
    """The path, or the nearest above it that is there; what we may not look into is not."""
    for each in (path, *path.parents):
        try:
            each.stat()
        except OSError:
            continue
        return each
    return Path(path.anchor)


def _state(path: Path, place: Path) -> State:
    if not place.is_dir():
        return State.FILE
    if sys.platform == "win32":
        return State.UNTOLD
    if os.statvfs(place).f_flag & os.ST_RDONLY:
        return State.READ_ONLY
    if not os.access(place, os.W_OK | os.X_OK, effective_ids=True):
        return State.CLOSED
    return State.WRITABLE if place == path else State.TO_BE_MADE


def _owned(place: Path) -> bool:
    return sys.platform != "win32" and place.stat().st_uid == os.geteuid()


def _inodes(place: Path) -> int | None:
    """How many files can still be made; None where the file system does not count."""
    if sys.platform == "win32":
        return None
    told = os.statvfs(place)
    return told.f_favail if told.f_files else None
