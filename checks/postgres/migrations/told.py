"""What a database says of the revisions that it is at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from checks.postgres.connecting.connection import Connection, Row
from checks.postgres.limits import limits
from checks.postgres.names import TableName

MOST = 100
"""Rows that are read: alembic keeps one for each branch."""

# By the catalogue, since a schema that the account may not use makes even to_regclass fail.
PLACES = """
SELECT n.nspname AS schema, pg_table_is_visible(c.oid) AS visible,
       has_schema_privilege(n.oid, 'USAGE')
         AND has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'version_num' AND NOT a.attisdropped
 WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'v') AND n.nspname NOT LIKE 'pg\\_%'
 ORDER BY n.nspname
"""
TABLES = """
SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relname <> $1
                  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%') AS tables
"""


class State(Enum):
    """What became of the look at the version table."""

    READ = "read"
    MISSING = "missing"
    SEVERAL = "several"
    CLOSED = "closed"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Revisions:
    """`rows` are the revisions of the version table. `schemas` are where tables of its name stand:
    the one that was looked at, or all that it could be. `bare`: there is no table but it, as far as
    that was asked, which it is only where there are no rows."""

    state: State
    table: TableName
    rows: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    bare: bool = False


async def revisions(connection: Connection, table: TableName, seconds: float = 2.0) -> Revisions:
    """Of the table that alembic would take: the visible one, else the only one of its name.

    Two statements in a transaction that only reads, and no right but to read the version table.
    """
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        LockNotAvailableError,
        PostgresError,
        QueryCanceledError,
    )

    end = asyncio.get_running_loop().time() + seconds
    await connection.execute(f"BEGIN READ ONLY; {limits(end)}")
    try:
        told = await _ask(connection, table)
    except PostgresError as error:
        await connection.execute("ROLLBACK")
        if isinstance(error, LockNotAvailableError | QueryCanceledError):
            return Revisions(State.LOCKED, table)
        raise
    await connection.execute("ROLLBACK")
    return told


async def _ask(connection: Connection, table: TableName) -> Revisions:
    places = _meant(await connection.fetch(PLACES, table.name), table)
    schemas = tuple(place["schema"] for place in places)
    if len(places) > 1:
        return Revisions(State.SEVERAL, table, schemas=schemas)
    if not places:
        return Revisions(State.MISSING, table, bare=await _bare(connection, table))
    found = TableName(table.name, schemas[0])
    if not places[0]["readable"]:
        return Revisions(State.CLOSED, found, schemas=schemas)
    statement = f"SELECT version_num::text AS id FROM {found.sql} ORDER BY 1 LIMIT {MOST}"
    rows = tuple(row["id"] for row in await connection.fetch(statement) if row["id"] is not None)
    bare = not rows and await _bare(connection, table)
    return Revisions(State.READ, found, rows, schemas, bare)


def _meant(places: Sequence[Row], table: TableName) -> list[Row]:
    if table.schema:
        return [each for each in places if each["schema"] == table.schema]
    return [each for each in places if each["visible"]] or list(places)


async def _bare(connection: Connection, table: TableName) -> bool:
    (row,) = await connection.fetch(TABLES, table.name)
    return not row["tables"]
