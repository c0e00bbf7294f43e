"""A connection to PostgreSQL, and what one look at its session tells."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from checks.postgres.connecting.faults import PasswordMissing, PlainTextRefused
from checks.postgres.connecting.url import PostgresUrl

Row = Mapping[str, Any]


class Cursor(Protocol):
    """A query that is being answered."""

    async def fetch(self, n: int, /) -> Sequence[Row]: ...


class Statement(Protocol):
    """A query that the server has understood: what it takes, and what it gives."""

    def get_parameters(self) -> Sequence[Any]: ...
    def get_attributes(self) -> Sequence[Any]: ...
    def cursor(self, *args: object) -> Awaitable[Cursor]: ...


class Connection(Protocol):
    """As much of asyncpg's connection as is used here; asyncpg itself is untyped."""

    async def fetchrow(self, query: str, /) -> Row | None: ...
    async def execute(self, query: str, /) -> str: ...
    async def prepare(self, query: str, /, *, name: str) -> Statement: ...
    def get_settings(self) -> Any: ...
    async def close(self) -> None: ...


NEEDED = """
SELECT current_user AS "user", current_database() AS database, pg_is_in_recovery() AS standby,
       current_setting('transaction_read_only')::bool AS read_only"""
SESSION = f"""{NEEDED},
       (SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only') AS source,
       (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls
"""


async def connect(url: PostgresUrl) -> Connection:
    """asyncpg as the platform uses it, but for its time-out: the engine's is shorter."""
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    options = dict(url.certificates)
    if url.sslmode:
        options["sslmode"] = url.sslmode
    try:
        connection: Connection = await asyncpg.connect(
            f"postgresql://?{urlencode(options)}",
            host=url.host,
            port=url.port,
            user=url.user or None,
            password=url.password.reveal() or None,
            database=url.database or None,
            timeout=None,
            statement_cache_size=0,
            target_session_attrs="any",  # `writable` asks, whatever PGTARGETSESSIONATTRS says
            server_settings={"application_name": "healthcheck"},
        )
    except asyncpg.InvalidPasswordError as error:
        if url.password:
            raise
        raise PasswordMissing(str(error)) from error
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        if url.sslmode == "disable" and "no encryption" in str(error):
            raise PlainTextRefused(str(error)) from error
        raise
    return connection


async def session(connection: Connection) -> Row:
    """Who and where we are, and whether that takes writes."""
    row = await allowed(connection, SESSION) or await connection.fetchrow(NEEDED)
    return row or {}


async def allowed(connection: Connection, statement: str) -> Row | None:
    """The row of a statement; None where this account may not see what it reads."""
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        InsufficientPrivilegeError,
    )

    try:
        return await connection.fetchrow(statement)
    except InsufficientPrivilegeError:
        return None


def set_where(row: Row) -> str:
    """Where default_transaction_read_only is set, by what pg_settings calls its source."""
    role = f"set for the role {row['user']}"
    places = {
        "user": role,
        "database": f"set for the database {row['database']}",
        "database user": f"{role} in the database {row['database']}",
    }
    source = row.get("source")
    return places.get(str(source), f"set by the server's {source or 'settings'}")
