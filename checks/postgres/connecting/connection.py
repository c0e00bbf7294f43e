"""A connection to PostgreSQL, and what one look at its session tells."""

import ssl
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from checks.postgres.connecting import framing, tls
from checks.postgres.connecting.faults import (
    NoSocket,
    PasswordMissing,
    PlainTextRefused,
    WrongPasswordKept,
)
from checks.postgres.connecting.places import Place
from checks.postgres.connecting.url import PostgresUrl

Row = Mapping[str, Any]


class Cursor(Protocol):
    """A query that is being answered."""

    async def fetch(self, n: int, /) -> Sequence[Row]: ...


class Statement(Protocol):
    """A query that the server has understood: what it takes, and what it gives."""

    def get_parameters(self) -> Sequence[Any]: ...
    def get_attributes(self) -> Sequence[Any]: ...
    def get_statusmsg(self) -> str: ...
    def cursor(self, *args: object) -> Awaitable[Cursor]: ...
    async def fetch(self, *args: object) -> Sequence[Row]: ...


class Connection(Protocol):
    """As much of asyncpg's connection as is used here; asyncpg itself is untyped."""

    async def fetch(self, query: str, /, *args: object) -> Sequence[Row]: ...
    async def fetchrow(self, query: str, /, *args: object) -> Row | None: ...
    async def execute(self, query: str, /) -> str: ...
    async def prepare(self, query: str, /, *, name: str) -> Statement: ...
    def get_settings(self) -> Any: ...
    def terminate(self) -> None: ...
    async def close(self) -> None: ...


NEEDED = """
SELECT current_user AS "user", current_database() AS database, pg_is_in_recovery() AS standby,
       current_setting('transaction_read_only')::bool AS read_only"""
SESSION = f"""{NEEDED},
       (SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only') AS source,
       (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls,
       current_setting('synchronous_standby_names') <> ''
         AND current_setting('synchronous_commit') NOT IN ('off', 'local')
         AND NOT EXISTS (SELECT FROM pg_stat_replication) AS unconfirmed
"""


class Reached(Connection, Protocol):
    """The one that a run uses; `met` are the other hosts of its URL that were tried."""

    place: Place
    met: Sequence[Any]


async def connect(url: PostgresUrl, place: Place | None = None) -> Reached:
    """asyncpg as the platform uses it, but for its time-out: the engine's is shorter.

    To the first place of the URL, unless another is named.
    """
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    framing.install()
    there = place or url.places[0]
    password = url.password_at(there)
    try:
        connection: Reached = await asyncpg.connect(
            f"postgresql://?{urlencode(_encryption(url))}",
            host=there.host,
            port=there.port,
            user=url.user or None,
            password=password.reveal(),  # not None, for which asyncpg would look for one itself
            database=url.database or None,
            ssl=_context(url, there),
            timeout=None,
            statement_cache_size=0,
            target_session_attrs="any",  # hosts are chosen elsewhere, and `writable` asks
            server_settings=_settings(url),
            # asyncpg's own class takes no further attributes
            connection_class=type("Reached", (asyncpg.Connection,), {"place": there, "met": ()}),
        )
    except OSError as error:
        if there.is_socket and not isinstance(error, ConnectionError):
            raise NoSocket(f"{there} cannot be opened: {error.strerror or error}") from error
        raise
    except asyncpg.InvalidPasswordError as error:
        if url.password:
            raise
        if password:
            raise WrongPasswordKept(url.kept.where) from error
        raise PasswordMissing(url.kept.passed_over or str(error)) from error
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        if url.sslmode == "disable" and "no encryption" in str(error):
            raise PlainTextRefused(str(error)) from error
        raise
    return connection


def _encryption(url: PostgresUrl) -> Mapping[str, str]:
    mode = {"sslmode": url.sslmode} if url.sslmode else {}
    return {**mode, **dict(url.certificates)}


def _context(url: PostgresUrl, place: Place) -> Any:
    """None where asyncpg is to see for itself; a socket has no TLS, whatever a URL says."""
    if place.is_socket:
        return False
    files = dict(url.certificates)
    if files.get("sslrootcert") != tls.SYSTEM:
        return None
    made = ssl.create_default_context()
    if "sslcert" in files:
        made.load_cert_chain(files["sslcert"], files.get("sslkey"))
    return made


def _settings(url: PostgresUrl) -> Mapping[str, str]:
    """What is sent with the first packet; a pooler refuses options, to the platform, too."""
    options = {"options": url.options} if url.options else {}
    return {"application_name": "healthcheck", **options}


async def session(connection: Connection) -> Row:
    """Who and where we are, and whether that takes writes; in a transaction, as all that the
    platform does: there are poolers that allow none."""
    try:
        await connection.execute("BEGIN")
        row = await allowed(connection, SESSION)
        await connection.execute("ROLLBACK")
    except BaseException:
        connection.terminate()
        raise
    return row or await connection.fetchrow(NEEDED) or {}


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
        "client": "by the options of the URL or PGOPTIONS",
    }
    source = row.get("source")
    return places.get(str(source), f"set by the server's {source or 'settings'}")
