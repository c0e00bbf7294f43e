"""What a sandbox leaves: the processes that inherited a mark, and the files in a directory."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LIMIT = 20.0  # seconds
ROOT = Path(__file__).parent.parent.parent
UP = "from sandbox.cli import sandbox; sandbox()"


class Traces:
    """Follows sandboxes that are started with its environment."""

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary
        self._mark = f"SANDBOX_TEST_MARK={secrets.token_hex(8)}"

    @property
    def environment(self) -> dict[str, str]:
        name, _, value = self._mark.partition("=")
        return {**os.environ, "TMPDIR": str(self.temporary), name: value, "PYTHONPATH": str(ROOT)}

    def processes(self) -> list[int]:
        """Running processes that carry the mark, ours excepted."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdecimal() and self._mark.encode() in (
                    entry / "environ"
                ).read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        return found

    def files(self) -> list[str]:
        return sorted(path.name for path in self.temporary.iterdir())

    def gone_soon(self) -> bool:
        """Whether nothing is left within LIMIT."""
        end = time.monotonic() + LIMIT
        while self.processes() or self.files():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)  # between two looks
        return True

    def shared_memory(self) -> set[int]:
        """System V segments that one of the marked processes has made."""
        rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        creators = {int(row.split()[1]): int(row.split()[4]) for row in rows}
        marked = self.processes()
        return {segment for segment, creator in creators.items() if creator in marked}

    def up(self, *words: str, python: str = sys.executable) -> subprocess.Popen[str]:
        """`healthcheck sandbox up`, as a process."""
        return self.python(UP, "up", *words, python=python)

    def python(
        self, program: str, *words: str, python: str = sys.executable
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [python, "-c", program, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def shared_memory() -> set[int]:
    """All System V segments there are."""
    rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return {int(row.split()[1]) for row in rows}


@contextmanager
def followed() -> Iterator[Traces]:
    """A directory that every account may enter: PostgreSQL's runs as nobody."""
    temporary = Path(tempfile.mkdtemp(prefix="sandbox-traces-", dir="/tmp"))
    temporary.chmod(0o1777)
    try:
        yield Traces(temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
