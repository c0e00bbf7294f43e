"""Queries put to a database that must not be changed or held up by them.

One READ ONLY transaction for all; a savepoint, so that one that fails does not take the others
along. What gives no rows by its form (COMMIT) is not executed at all.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.postgres.connecting.connection import Connection, Statement
from checks.postgres.limits import LOCKED, limits
from checks.postgres.locks.holders import LASTING
from checks.postgres.rows.queries import Query
from checks.postgres.rows.refusals import Refused, refusal

MOST = 1000
"""Rows that are read of each query."""
WAITING = 1.05 * LASTING
"""Seconds that a query waits for a lock, until one is known to last."""
LONGEST = 0.6
"""The part of the time left that it waits at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its first rows, or why there are none to be had."""

    query: Query
    rows: tuple[dict[str, Any], ...] = ()
    refused: Refused | None = None


async def ask(connection: Connection, queries: Iterable[Query], seconds: float) -> list[Asked]:
    """All queries, one after the other; lost connections and the server's own errors are raised."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    await connection.execute(f"BEGIN READ ONLY; {_limits(end)}; SAVEPOINT before")
    asked: list[Asked] = []
    for each in queries:
        began = loop.time()
        asked.append(_timed(await _ask(connection, each), loop.time() - began))
        if asked[-1].refused:
            known = any(each.refused and _lasts(each.refused) for each in asked)
            limited = limits(end) if known else _limits(end)
            await connection.execute(f"ROLLBACK TO SAVEPOINT before; {limited}")
    await connection.execute("ROLLBACK")
    return asked


def _limits(end: float) -> str:
    """With a wait for locks that is long enough to say that they last, where there is time."""
    left = max(0.001, end - asyncio.get_running_loop().time())
    return limits(end, locked=max(LOCKED, min(WAITING / left, LONGEST)))


def _lasts(refused: Refused) -> bool:
    return refused.code == "locked" and not refused.brief


def _timed(asked: Asked, seconds: float) -> Asked:
    refused = asked.refused
    if refused is None or refused.code != "locked" or seconds >= LASTING:
        return asked
    said = f"{refused.said}; there was no time to see whether that lasts"
    return replace(asked, refused=replace(refused, said=said, brief=True))


async def _ask(connection: Connection, query: Query) -> Asked:
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    try:
        # without a name, so that poolers which share connections need not know of it
        statement = await connection.prepare(query.text, name="")
        given = _arguments(statement, query)
        if isinstance(given, Refused):
            return Asked(query, refused=given)
        rows = await (await statement.cursor(*given)).fetch(MOST)
    except asyncpg.PostgresError as error:
        refused = refusal(error, query.text)
        if refused is None:
            raise
        return Asked(query, refused=refused)
    return Asked(query, tuple({str(name): value for name, value in row.items()} for row in rows))


_BOOLEANS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
_TYPES: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("int2", "int4", "int8"), int),
    **dict.fromkeys(("float4", "float8"), float),
    "bool": lambda text: _BOOLEANS[text.lower()],
}
"""What the driver does not make of a text by itself, by PostgreSQL's types."""


def _arguments(statement: Statement, query: Query) -> list[object] | Refused:
    """The parameters as the query's types have them."""
    if not statement.get_attributes():
        return Refused("bad-query", "it is no query that gives rows")
    types = [each.name for each in statement.get_parameters()]
    if len(types) != len(query.parameters):
        said = f"it takes {len(types)} parameters, and `parameters` has {len(query.parameters)}"
        return Refused("bad-query", said)
    given: list[object] = []
    for number, (kind, parameter) in enumerate(zip(types, query.parameters, strict=True), 1):
        try:
            given.append(_TYPES.get(kind, str)(parameter.text))
        except (ValueError, KeyError):
            return Refused("bad-query", f"its parameter ${number} is no {kind}")
    return given
