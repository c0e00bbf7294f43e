"""Sessions that hold or want a lock, and which of them stand in the way."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LASTING = 1.0
"""Seconds from which on a lock is a finding: shorter ones belong to a working day."""

_IDLE = "idle in transaction"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on a table, and whose it is; what this account may not see is empty or None.

    `age` is that of its transaction, `unchanged` for how long it has surely been as it is.
    """

    table: str
    mode: str
    granted: bool
    pid: int | None
    transaction: str
    user: str = ""
    application: str = ""
    address: str = ""
    state: str = ""
    query: str = ""
    prepared: str = ""
    server_process: bool = False
    age: float | None = None
    unchanged: float | None = None
    waits_for: tuple[int, ...] = ()

    @property
    def is_old(self) -> bool:
        """Whether one look is enough to know that it lasts."""
        if self.prepared:
            return (self.age or 0) >= LASTING
        surely = not self.granted or self.state.startswith(_IDLE)
        return surely and (self.unchanged or 0) >= LASTING

    @property
    def key(self) -> tuple[int | None, str, str]:
        """What it is known by at a second look."""
        return self.pid, self.transaction, self.table

    @property
    def end(self) -> str:
        """The command that would end it."""
        if self.prepared:
            gid = self.prepared.replace("'", "''")
            return f"ROLLBACK PREPARED '{gid}'"
        return f"SELECT pg_terminate_backend({self.pid})"


def read(row: Mapping[str, Any]) -> Lock:
    """A lock of a row of pg_locks."""
    told = {name: row[name] or "" for name in ("user", "application", "address", "state", "query")}
    return Lock(
        table=row["table"],
        mode=row["mode"],
        granted=row["granted"],
        pid=row["pid"],
        transaction=row["transaction"],
        prepared=row["gid"] or "",
        server_process=row["server_process"],
        age=row["age"],
        unchanged=row["unchanged"],
        waits_for=tuple(map(int, row["waits_for"] or ())),
        **told,
    )


def lasting(first: Iterable[Lock], second: Iterable[Lock]) -> list[Lock]:
    """Those of the second look that were there at the first, a second before."""
    known = {each.key for each in first}
    return [each for each in second if each.key in known]


def in_the_way(locks: Iterable[Lock]) -> list[Lock]:
    """Without those of the server's own processes: autovacuum gives way to whoever waits for it."""
    return [each for each in locks if not each.server_process]


def sentence(lock: Lock, quote: Callable[[str], str]) -> str:
    """What is locked, by whom, since when, and by what, in one line."""
    verb = "is locked" if lock.granted else "is about to be locked"
    said = f"{quote(lock.table)} {verb} ({lock.mode}) by {who(lock, quote)}"
    if lock.waits_for:
        said += f", which waits for {_pids(lock.waits_for)}, and whoever comes now waits behind it"
    return said


def who(lock: Lock, quote: Callable[[str], str]) -> str:
    """A session, as far as this account may see it."""
    if lock.prepared:
        return f'the prepared transaction "{quote(lock.prepared)}"{_since(lock)}'
    parts = [lock.user and f"user {lock.user}", lock.application, lock.address]
    told = quote(", ".join(filter(None, parts)))
    return f"pid {lock.pid}{f' ({told})' if told else ''}{_since(lock)}{_what(lock, quote)}"


def _since(lock: Lock) -> str:
    return f", for {lock.age:.0f} s" if lock.age is not None else ""


def _what(lock: Lock, quote: Callable[[str], str]) -> str:
    if not lock.state:
        return ""
    state = _IDLE if lock.state.startswith(_IDLE) else "running"
    return f', {state}: "{shortened(lock.query, quote)}"' if lock.query else f", {state}"


SHOWN = 80
"""Characters of a statement: its beginning says what it is, and values come later."""

_TEXT = re.compile(r"'|\$\w*\$")


def shortened(query: str, quote: Callable[[str], str]) -> str:
    """A statement up to its first text, which is nobody's business."""
    found = _TEXT.search(query)
    plain = quote(query[: found.start()] if found else query)
    if not found and len(plain) <= SHOWN:
        return plain
    return f"{plain[: SHOWN - 3].rstrip()}..."


def _pids(pids: Sequence[int]) -> str:
    return f"pid {', '.join(map(str, dict.fromkeys(pids)))}"
