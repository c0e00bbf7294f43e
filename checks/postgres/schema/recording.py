"""The part of a schema that is worth keeping: what an application can meet."""

from collections.abc import Iterable
from dataclasses import replace

from checks.postgres.schema.model import UNTOLD, Schema, Table


class Unusable(Exception):  # noqa: N818 - what the schema, or its file, is
    """Why a schema cannot be recorded or read, as a sentence."""


def recorded(schema: Schema, only: Iterable[str] = ()) -> Schema:
    """Its tables, or some of them, and the enums of their columns; views are no part of it."""
    tables = {name: each for name, each in schema.tables.items() if not each.view}
    wanted = tuple(only) or tuple(tables)
    if unknown := [name for name in wanted if name not in tables]:
        raise Unusable(f"there is no table {', '.join(unknown)}; there are: {_some(tables)}")
    if held := [name for name in wanted if _is_held(tables[name])]:
        raise Unusable(f"another session holds {', '.join(held)}: try again when it has ended")
    kept = {name: tables[name] for name in sorted(wanted)}
    used = {c.type.removesuffix("[]") for each in kept.values() for c in each.columns.values()}
    enums = {name: labels for name, labels in schema.enums.items() if name in used}
    return replace(schema, tables=kept, enums=enums)


def _some(tables: Iterable[str]) -> str:
    every = sorted(tables)
    return ", ".join([*every[:20], *(["..."] if every[20:] else [])]) or "none"


def _is_held(table: Table) -> bool:
    """Whether some of it could not be read."""
    told = [text for each in table.columns.values() for text in (each.default, each.generated)]
    told += [each.expression for each in table.checks]
    told += [text for each in table.unique for text in (*each.columns, each.where)]
    return UNTOLD in told
