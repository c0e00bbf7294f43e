"""The INSERT in a transaction that is always rolled back.

The server ends by itself what we cannot: a wait for a lock, a statement, and a transaction that
nobody goes on with. Where the step is cancelled the connection is cut, and the server rolls back.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass

from checks.postgres.connecting.connection import Connection
from checks.postgres.inserting.statements import Statement
from checks.postgres.inserting.values import Query
from checks.postgres.limits import limits

LOCKED = 0.6
"""The part of the time left that the INSERT waits for a lock: longer than a busy server's rows are
locked, and some of it is left to find out by whom."""

IDLE = 10
"""Seconds after which the server ends the transaction, should we vanish without a word."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it: PostgreSQL's error, or how many rows were inserted. `column` is the one
    whose query met the error, `empty` are those whose queries gave none."""

    error: Exception | None = None
    rows: int = 0
    column: str | None = None
    empty: tuple[str, ...] = ()


async def attempt(connection: Connection, statement: Statement, seconds: float) -> Attempt:
    """Tries the INSERT and the constraints that wait for a COMMIT; nothing of it stays."""
    end = asyncio.get_running_loop().time() + seconds
    idle = f"SET LOCAL idle_in_transaction_session_timeout = {1000 * (IDLE + math.ceil(seconds))}"
    try:
        await connection.execute(f"BEGIN; {idle}; {limits(end, locked=LOCKED)}; SAVEPOINT before")
        tried = await _tried(connection, statement, end)
        await connection.execute("ROLLBACK")
    except BaseException:
        connection.terminate()
        raise
    return tried


async def _tried(connection: Connection, statement: Statement, end: float) -> Attempt:
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    empty: list[str] = []
    for column, query in statement.queries:
        try:
            if not await _gives(connection, query):
                empty.append(column)
        except asyncpg.PostgresError as error:
            return Attempt(error, column=column)
    if empty:
        return Attempt(empty=tuple(empty))
    try:
        return Attempt(rows=await _inserted(connection, statement, end))
    except asyncpg.PostgresError as error:
        return Attempt(error)


async def _gives(connection: Connection, query: Query) -> bool:
    """Whether a query for a value gives one; without a name, as poolers want it."""
    asked = await connection.prepare(f"SELECT (\n{query.text}\n) IS NOT NULL AS given", name="")
    return bool((await asked.fetch())[0]["given"])


async def _inserted(connection: Connection, statement: Statement, end: float) -> int:
    """How many rows; a value that only the database makes, and that is taken, is made again: a
    sequence that is behind by one is behind no more."""
    import asyncpg

    try:
        rows = await _once(connection, statement, end)
    except asyncpg.UniqueViolationError:
        await connection.execute(f"ROLLBACK TO SAVEPOINT before; {limits(end, locked=LOCKED)}")
        rows = await _once(connection, statement, end)
    return rows


async def _once(connection: Connection, statement: Statement, end: float) -> int:
    # prepared, and so by the extended protocol: that takes one statement and no more
    prepared = await connection.prepare(statement.sql, name="")
    await prepared.fetch()
    told: Sequence[str] = prepared.get_statusmsg().split()
    await connection.execute(f"{limits(end, locked=LOCKED)}; SET CONSTRAINTS ALL IMMEDIATE")
    return int(told[-1]) if told[0] == "INSERT" else 0
