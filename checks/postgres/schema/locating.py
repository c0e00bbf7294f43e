"""Names with a schema, called as the search path of a database has them.

A model may name the schema of every table (`public.training_jobs`); where the search path finds
that one anyway, it is the same.
"""

from collections.abc import Mapping
from dataclasses import replace

from checks.postgres.schema.model import Column, Schema, Table


def located(recorded: Schema, visible: Mapping[str, str]) -> Schema:
    """The same schema; `visible` are the bare names of what the search path finds."""
    names = {
        full: bare
        for full, bare in visible.items()
        if bare not in recorded.tables and bare not in recorded.enums
    }
    if names.keys().isdisjoint(_named(recorded)):
        return recorded
    return replace(
        recorded,
        tables={names.get(key, key): _table(each, names) for key, each in recorded.tables.items()},
        enums={names.get(key, key): labels for key, labels in recorded.enums.items()},
    )


def _named(recorded: Schema) -> set[str]:
    """What may be called otherwise: an enum that a table uses may be of another schema."""
    columns = (each for table in recorded.tables.values() for each in table.columns.values())
    types = {each.type.removesuffix("[]") for each in columns}
    keys = {key.table for table in recorded.tables.values() for key in table.foreign}
    return {*recorded.tables, *recorded.enums, *types, *keys}


def _table(table: Table, names: Mapping[str, str]) -> Table:
    foreign = (replace(each, table=names.get(each.table, each.table)) for each in table.foreign)
    return replace(
        table,
        columns={key: _column(each, names) for key, each in table.columns.items()},
        foreign=tuple(foreign),
    )


def _column(column: Column, names: Mapping[str, str]) -> Column:
    bare = column.type.removesuffix("[]")
    return replace(column, type=names[bare] + column.type[len(bare) :]) if bare in names else column
