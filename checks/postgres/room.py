"""How many connections are in use, and how many this account could have."""

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
       a.server, a.role, a.database
  FROM pg_roles r, pg_database d,
       (SELECT count(*) AS server,
               count(*) FILTER (WHERE s.usesysid = me.usesysid) AS role,
               count(*) FILTER (WHERE s.datid = me.datid) AS database
          FROM pg_stat_activity s, (SELECT usesysid, datid FROM pg_stat_activity
                                     WHERE pid = pg_backend_pid()) me
         WHERE s.pid <> pg_backend_pid() AND s.datid IS NOT NULL AND s.usesysid IS NOT NULL
           AND coalesce(s.backend_type, 'client backend') = 'client backend') a
 WHERE r.rolname = session_user AND d.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Room:
    """Connections in use, our own left out, against what limits them."""

    used: int
    limit: int
    whose: str

    @property
    def share(self) -> float:
        """The part in use."""
        return self.used / self.limit if self.limit > 0 else 1.0


def rooms(row: Row) -> list[Room]:
    """Every limit that holds for the account; a superuser has only the server's."""
    if row["superuser"]:
        return [Room(row["server"], row["max_connections"], "the server")]
    kept = row["for_superusers"] + (0 if row["may_use_reserved"] else row["reserved"])
    found = [
        Room(row["server"], row["max_connections"] - kept, "the server"),
        Room(row["role"], row["role_limit"], "the user"),
        Room(row["database"], row["database_limit"], "the database"),
    ]
    return [each for each in found if each.limit >= 0]


def tightest(row: Row) -> Room:
    """The limit that will be reached first."""
    return max(rooms(row), key=lambda room: room.share)
