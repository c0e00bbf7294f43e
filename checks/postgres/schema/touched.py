"""What the other settings say of the tables: which ones matter, and what the application gives."""

from collections.abc import Iterable, Mapping

from checks.postgres.inserting.insert import Insert, Row
from checks.postgres.names import TableName
from checks.postgres.privileges.tables import Right, Table
from checks.postgres.schema import quoting


def touched(tables: Iterable[Table]) -> Mapping[str, tuple[Right, ...]]:
    """The tables of an operation, as a schema calls them, and what it does there; empty where that
    is not known."""
    return {key: each.rights for each in tables for key in keys(each.name)}


def given(insert: Insert | None) -> Mapping[str, frozenset[str]]:
    """The columns to which the platform's INSERT gives a value, by their table."""
    if insert is None or insert.given is None:
        return {}
    if isinstance(insert.given, Row):
        columns = frozenset(name for name, _ in insert.given.values)
    else:
        columns = frozenset(insert.given.parsed.columns or ())
    return dict.fromkeys(keys(insert.given.table), columns)


def keys(name: TableName) -> tuple[str, ...]:
    """With its schema, and bare as where the search path finds it."""
    return tuple(dict.fromkeys((quoting.table(name.schema, name.name), quoting.name(name.name))))
