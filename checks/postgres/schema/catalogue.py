"""A database's schema, read from its catalogue."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from checks.postgres.connecting.connection import Connection, Row
from checks.postgres.limits import limits
from checks.postgres.schema import quoting, statements
from checks.postgres.schema.model import (
    UNTOLD,
    Column,
    Condition,
    ForeignKey,
    Schema,
    Table,
    Unique,
)

_IDENTITIES = {"a": "always", "d": "by default"}
_ACTIONS = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT", "r": "RESTRICT"}


class Untold(Exception):  # noqa: N818 - what the schema is
    """The server did not tell it in time: another session changes tables."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the catalogue answers, question by question."""

    tables: Sequence[Row]
    columns: Sequence[Row]
    keys: Sequence[Row]
    types: Sequence[Row]


@asynccontextmanager
async def reading(connection: Connection, seconds: float) -> AsyncIterator[None]:
    """A transaction that only reads, and waits for no lock for long: Untold where it would.

    A pooler that shares connections keeps to one of them meanwhile.
    """
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        LockNotAvailableError,
        PostgresError,
        QueryCanceledError,
    )

    end = asyncio.get_running_loop().time() + seconds
    await connection.execute(f"BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ; {limits(end)}")
    try:
        yield
    except PostgresError as error:
        await connection.execute("ROLLBACK")
        if isinstance(error, LockNotAvailableError | QueryCanceledError):
            raise Untold(str(error)) from error
        raise
    await connection.execute("ROLLBACK")


async def read(connection: Connection, seconds: float) -> Schema:
    """Four questions; Untold where a lock keeps the answer."""
    async with reading(connection, seconds):
        told = await _ask(connection)
    return schema(told)


async def _ask(connection: Connection) -> Rows:
    return Rows(
        tables=await connection.fetch(statements.TABLES),
        columns=await connection.fetch(statements.COLUMNS),
        keys=await connection.fetch(statements.KEYS),
        types=await connection.fetch(statements.TYPES),
    )


def schema(told: Rows) -> Schema:
    """The answers put together, by tables and in the order of names."""
    names = {row["oid"]: quoting.table(row["schema"], row["name"]) for row in told.tables}
    columns = _by_table(told.columns)
    keys = _by_table(told.keys)
    tables = {
        names[row["oid"]]: _table(row, columns[row["oid"]], keys[row["oid"]], names)
        for row in told.tables
    }
    types = sorted(told.types, key=lambda row: str(row["name"]))
    return Schema(
        tables=dict(sorted(tables.items())),
        enums={row["name"]: tuple(row["labels"]) for row in types if row["kind"] == "enum"},
        extensions=tuple(row["name"] for row in types if row["kind"] == "extension"),
        needed=tuple(row["name"] for row in types if row["used"]),
        visible=_visible(told),
    )


def _visible(told: Rows) -> Mapping[str, str]:
    tables = [(row["place"], row["name"]) for row in told.tables if not row["schema"]]
    types = [(row["place"], row["bare"]) for row in told.types if row["visible"]]
    return {quoting.table(place, name): quoting.name(name) for place, name in (*tables, *types)}


def _by_table(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["oid"]].append(row)
    return grouped


@dataclass(slots=True)
class _Keys:
    primary: tuple[str, ...] = ()
    unique: list[Unique] = field(default_factory=list)
    foreign: list[ForeignKey] = field(default_factory=list)
    checks: list[Condition] = field(default_factory=list)


def _table(
    row: Row, columns: Iterable[Row], keys: Iterable[Row], names: Mapping[int, str]
) -> Table:
    told = _Keys()
    for each in keys:
        _add(told, each, names)
    return Table(
        columns={str(each["name"]): _column(each) for each in sorted(columns, key=_name)},
        primary=told.primary,
        unique=tuple(sorted(told.unique)),
        foreign=tuple(sorted(told.foreign)),
        checks=tuple(sorted(told.checks)),
        view=row["view"],
        fills=row["fills"],
    )


def _name(row: Row) -> str:
    return str(row["name"])


def _column(row: Row) -> Column:
    told, generated = row["told"], row["generated"]
    serial = told.startswith("nextval(") and not generated
    return Column(
        type=row["type"],
        null=row["nullable"],
        default="" if generated or serial or _is_null(told) else told,
        identity="serial" if serial else _IDENTITIES.get(row["identity"], ""),
        generated=told if generated else "",
        base=row["base"],
    )


def _is_null(default: str) -> bool:
    return default.lower() == "null" or default.lower().startswith("null::")


def _add(told: _Keys, row: Row, names: Mapping[int, str]) -> None:
    columns, kind = tuple(row["columns"]), row["kind"]
    if kind == "p":
        told.primary = columns
    elif kind == "f":
        others, action = tuple(row["others"]), _ACTIONS.get(row["action"], "")
        told.foreign.append(ForeignKey(columns, names.get(row["refers"], UNTOLD), others, action))
    elif kind == "c":
        told.checks.append(Condition(row["told"], row["name"]))
    else:
        told.unique.append(Unique(columns, row["told"] or "", row["action"] == "e"))
