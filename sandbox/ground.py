"""Where a stack stands: its directory, and the account that PostgreSQL runs under."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "healthcheck-sandbox-"
REMOVALS = 5


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


@dataclass(frozen=True)
class Ground:
    directory: Path
    account: Account | None
    """Who servers run as that refuse root; None: we are an ordinary user ourselves."""
    environment: dict[str, str]
    """What every server is started with."""

    def room(self, name: str) -> Path:
        """A server's own directory, made on first use."""
        path = self.directory / name
        path.mkdir(exist_ok=True)
        return path


@contextmanager
def ground(environment: dict[str, str]) -> Iterator[Ground]:
    """A new directory; it is gone when this ends."""
    account = _nobody() if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_parent(account)))
    try:
        directory.chmod(
            0o711 if account else 0o700
        )  # the account must pass through to its own room
        home = directory / "home"
        home.mkdir()
        yield Ground(directory, account, {**environment, "HOME": str(home)})
    finally:
        _remove(directory)


def open_to_all(path: Path) -> bool:
    """Whether any account can read and enter it, and pass through every directory above it."""
    everyone = stat.S_IXOTH | stat.S_IROTH
    return path.stat().st_mode & everyone == everyone and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.parents
    )


def _remove(directory: Path) -> None:
    """Tries again, because a process that is being killed may have made a last file."""
    for _ in range(REMOVALS - 1):
        with suppress(OSError):
            shutil.rmtree(directory)
            return
    shutil.rmtree(directory)


def _parent(account: Account | None) -> str | None:
    usual = Path(tempfile.gettempdir())
    return None if account is None or open_to_all(usual) else "/tmp"


def _nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
