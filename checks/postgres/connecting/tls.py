"""How a PostgreSQL URL asks for TLS."""

from collections.abc import Mapping

from healthcheck import Malformed

MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
CERTIFICATES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
SYSTEM = "system"
"""The system's own authorities, where the URL would name a file with others (libpq 16)."""


def mode(query: Mapping[str, str], driver: str) -> str | None:
    """`sslmode` as psycopg calls it, `ssl` as asyncpg under SQLAlchemy does, or as JDBC."""
    found = query.get("sslmode", query.get("ssl"))
    if found == "true" and "sslmode" not in query and not driver:
        found = "require"
    if found is not None and found not in MODES:
        raise Malformed(f"its sslmode is none of {', '.join(MODES)}: no driver accepts it")
    if query.get("sslrootcert") == SYSTEM and found not in (None, "verify-full"):
        raise Malformed("with sslrootcert=system, no driver accepts an sslmode but verify-full")
    return found


def certificates(query: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The names of files that it has."""
    return tuple((key, query[key]) for key in CERTIFICATES if query.get(key))
