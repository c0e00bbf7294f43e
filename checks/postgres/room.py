"""How many connections are in use, how many this account could have, and who holds them idly."""

from dataclasses import dataclass

from checks.postgres.connecting.connection import Row

NEARLY = 0.9
"""The part of a limit from which on it deserves a look."""

# Other accounts' rows show neither backend_type nor state to us, but their database and user. Those
# of the server's own processes lack one of the two, and only parallel workers are counted too much.
STATEMENT = """
SELECT current_setting('max_connections')::int AS max_connections,
       current_setting('superuser_reserved_connections')::int AS for_superusers,
       coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
       r.rolsuper AS superuser, r.rolconnlimit AS role_limit, d.datconnlimit AS database_limit,
       coalesce((SELECT pg_has_role(r.oid, g.oid, 'USAGE') FROM pg_roles g
                 WHERE g.rolname = 'pg_use_reserved_connections'), false) AS may_use_reserved,
       a.server, a.role, a.database, a.hidden, a.hidden_in_database,
       i.hogs, i.hog_pid, i.hog_user, i.hog_application, i.hog_database, i.hog_age
  FROM pg_roles r, pg_database d,
       (SELECT count(*) AS server,
               count(*) FILTER (WHERE s.usesysid = me.usesysid) AS role,
               count(*) FILTER (WHERE s.datid = me.datid) AS database,
               count(*) FILTER (WHERE s.backend_type IS NULL) AS hidden,
               count(*) FILTER (WHERE s.backend_type IS NULL AND s.datid = me.datid)
                 AS hidden_in_database
          FROM pg_stat_activity s, (SELECT usesysid, datid FROM pg_stat_activity
                                     WHERE pid = pg_backend_pid()) me
         WHERE s.pid <> pg_backend_pid() AND s.datid IS NOT NULL AND s.usesysid IS NOT NULL
           AND coalesce(s.backend_type, 'client backend') = 'client backend') a,
       (SELECT count(*) AS hogs, (array_agg(s.pid ORDER BY s.state_change))[1] AS hog_pid,
               (array_agg(s.usename::text ORDER BY s.state_change))[1] AS hog_user,
               (array_agg(s.application_name ORDER BY s.state_change))[1] AS hog_application,
               (array_agg(s.datname::text ORDER BY s.state_change))[1] AS hog_database,
               max(extract(epoch FROM clock_timestamp() - s.state_change))::float8 AS hog_age
          FROM pg_stat_activity s
         WHERE s.state LIKE 'idle in transaction%' AND s.pid <> pg_backend_pid()
           AND s.state_change < clock_timestamp() - interval '60 s') i
 WHERE r.rolname = session_user AND d.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Room:
    """Connections in use, our own left out, against what limits them. Not `exact`: some of those
    in use may be processes of the server, which do not count."""

    used: int
    limit: int
    whose: str
    exact: bool = True

    @property
    def share(self) -> float:
        """The part in use."""
        return self.used / self.limit if self.limit > 0 else 1.0

    @property
    def is_full(self) -> bool:
        """Whether a connection that comes now is refused, and will be when ours is gone, too: a
        limit was lowered below what is in use."""
        return self.exact and self.used >= self.limit

    @property
    def is_nearly_full(self) -> bool:
        """Whether it deserves a look: ours is the last place, or nearly."""
        return self.share >= NEARLY or 0 < self.used >= self.limit - 1

    def __str__(self) -> str:
        about = "" if self.exact else "about "
        return f"{about}{self.used} of the {self.limit} connections of {self.whose} are in use"


@dataclass(frozen=True, slots=True)
class Hogs:
    """Transactions that have been idle for a minute, and whose the oldest is."""

    count: int
    pid: int
    user: str
    application: str
    database: str
    age: float

    def __str__(self) -> str:
        who = ", ".join(filter(None, [f"user {self.user}", self.application, self.database]))
        one = self.count == 1
        count = "a session has" if one else f"{self.count} sessions have"
        oldest = "" if one else "the oldest "
        said = f"{count} done nothing for a minute in an open transaction"
        return f"{said}: {oldest}pid {self.pid} ({who}), for {self.age:.0f} s"


def rooms(row: Row) -> list[Room]:
    """Every limit that holds for the account; a superuser has only the server's."""
    seen = not row["hidden"]
    if row["superuser"]:
        return [Room(row["server"], row["max_connections"], "the server", seen)]
    kept = row["for_superusers"] + (0 if row["may_use_reserved"] else row["reserved"])
    found = [
        Room(row["server"], row["max_connections"] - kept, "the server", seen),
        Room(row["role"], row["role_limit"], "the user"),
        Room(row["database"], row["database_limit"], "the database", not row["hidden_in_database"]),
    ]
    return [each for each in found if each.limit >= 0]


def tightest(row: Row) -> Room:
    """The limit that will be reached first."""
    return max(rooms(row), key=lambda room: room.share)


def hogs(row: Row) -> Hogs | None:
    """Those that this account can see; None where it sees none."""
    if not row["hogs"]:
        return None
    return Hogs(
        count=row["hogs"],
        pid=row["hog_pid"],
        user=row["hog_user"],
        application=row["hog_application"] or "",
        database=row["hog_database"] or "",
        age=row["hog_age"],
    )
