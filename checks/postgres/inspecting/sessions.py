"""Sessions that wait for each other, and transactions that have been open for long."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.postgres.connecting.connection import Connection
from checks.postgres.locks.holders import shortened

MOST = 10
"""Sessions that are shown of each kind."""

# Who waits is told by pg_locks, which everybody may read; what another account's session does is
# told only to those who may see more (pg_read_all_stats). Only waiting sessions are asked for their
# blockers: that holds up the server's table of locks for a moment.
STATEMENT = """
WITH waiting AS (
  SELECT l.pid, min((to_jsonb(l) ->> 'waitstart')::timestamptz) AS since,
         min(l.relation::regclass::text) AS "table", pg_blocking_pids(l.pid) AS waits_for
    FROM pg_locks l WHERE NOT l.granted AND l.pid <> pg_backend_pid() GROUP BY l.pid
), involved AS (
  SELECT pid FROM waiting UNION SELECT unnest(waits_for) FROM waiting UNION
  (SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
    ORDER BY xact_start LIMIT 10)
)
SELECT i.pid, a.usename::text AS "user", a.application_name AS application,
       host(a.client_addr) AS address, a.state, a.query, w."table",
       coalesce(w.waits_for, '{}')::text[] AS waits_for, w.pid IS NOT NULL AS waits,
       extract(epoch FROM clock_timestamp() - coalesce(w.since, a.query_start))::float8 AS waited,
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age
  FROM involved i LEFT JOIN waiting w USING (pid) LEFT JOIN pg_stat_activity a USING (pid)
 ORDER BY a.xact_start NULLS LAST, i.pid
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session; what this account may not see of it is empty or None. `waited` and `age`, which
    is its transaction's, are in seconds; `waits_for` are those that it waits for."""

    pid: int
    user: str = ""
    application: str = ""
    address: str = ""
    state: str = ""
    query: str = ""
    table: str = ""
    waits: bool = False
    waits_for: tuple[int, ...] = ()
    waited: float | None = None
    age: float | None = None

    def shown(self, quote: Callable[[str], str]) -> dict[str, object]:
        """For the evidence; texts in its statement are left out."""
        told: dict[str, object] = {
            "pid": self.pid,
            "user": self.user,
            "application": quote(self.application),
            "address": self.address,
            "state": self.state,
            "query": shortened(self.query, quote),
            "waits_for": list(self.waits_for),
            "waited": None if self.waited is None or not self.waits else round(self.waited, 1),
            "transaction": None if self.age is None else round(self.age, 1),
        }
        return {name: value for name, value in told.items() if value not in ("", None, [])}


async def sessions(connection: Connection) -> list[Session] | None:
    """All that wait, those they wait for, and the oldest transactions of this database; None where
    this account may not see them."""
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        InsufficientPrivilegeError,
    )

    try:
        return [_read(each) for each in await connection.fetch(STATEMENT)]
    except InsufficientPrivilegeError:
        return None


def _read(row: Mapping[str, Any]) -> Session:
    names = ("user", "application", "address", "state", "query", "table")
    return Session(
        pid=row["pid"],
        waits=row["waits"],
        waits_for=tuple(map(int, row["waits_for"])),
        waited=row["waited"],
        age=row["age"],
        **{name: row[name] or "" for name in names},
    )


def waiting(found: Sequence[Session]) -> list[Session]:
    """Those that wait, the longest first."""
    return sorted((e for e in found if e.waits), key=lambda each: -(each.waited or 0.0))


def roots(found: Sequence[Session]) -> list[Session]:
    """Those that others wait for, and that wait for nobody: where the queue begins."""
    awaited = {pid for each in found for pid in each.waits_for}
    return [each for each in found if each.pid in awaited and not each.waits]


def longest(found: Sequence[Session]) -> list[Session]:
    """Those with a transaction that can be seen, the oldest first."""
    return sorted((e for e in found if e.age is not None), key=lambda each: -(each.age or 0.0))
