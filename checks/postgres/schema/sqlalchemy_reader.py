"""Run by the application's own interpreter: a SQLAlchemy model's tables, as JSON on stdout.

It stands alone: nothing but SQLAlchemy needs to be there, of version 1.4 or later.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Column, Constraint, ForeignKeyConstraint, MetaData, Table


def main(model: str) -> None:
    """Imports, reads, and writes; what the application prints meanwhile goes to stderr."""
    out = os.dup(1)
    os.dup2(2, 1)
    sys.path.insert(0, os.getcwd())
    module, _, names = model.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    text = json.dumps(Reader().read(getattr(found, "metadata", found)))
    with os.fdopen(out, "w", encoding="utf-8") as stream:
        stream.write(text)


class Reader:
    """PostgreSQL's words for what the model says."""

    def __init__(self) -> None:
        from sqlalchemy.dialects import postgresql

        self._dialect: Any = postgresql.dialect()  # type: ignore[no-untyped-call]  # in SQLAlchemy
        no_statement: Any = None
        self._compiler: Any = self._dialect.ddl_compiler(self._dialect, no_statement)
        self._enums: dict[str, list[str]] = {}

    def read(self, metadata: MetaData) -> dict[str, Any]:
        """All tables, with the enums that their columns use."""
        tables = [self._table(each) for each in metadata.tables.values()]
        return {"tables": tables, "enums": self._enums}

    def _table(self, table: Table) -> dict[str, Any]:
        from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint

        every = list(table.constraints)
        unique = [_names(each) for each in every if isinstance(each, UniqueConstraint)]
        unique += [_names(each) for each in table.indexes if each.unique and _is_plain(each)]
        foreign = [_foreign(each) for each in every if isinstance(each, ForeignKeyConstraint)]
        checks = [each for each in every if isinstance(each, CheckConstraint)]
        return {
            "name": [table.schema or "", table.name],
            "columns": {each.name: self._column(each, table) for each in table.columns},
            "primary": _names(table.primary_key),
            "unique": unique,
            "foreign": [each for each in foreign if each],
            "checks": [self._check(each) for each in checks if not _is_a_types(each)],
        }

    def _column(self, column: Column[Any], table: Table) -> dict[str, Any]:
        self._note_enum(column.type)
        identity, computed = getattr(column, "identity", None), getattr(column, "computed", None)
        default = "" if identity or computed else self._compiler.get_column_default_string(column)
        kind = ("always" if identity.always else "by default") if identity else ""
        own = column.default is not None
        if not (identity or default or own) and table.autoincrement_column is column:
            kind = "serial"
        fetched = column.server_default is not None and not (identity or computed or default)
        return {
            "type": self._dialect.type_compiler.process(column.type),
            "null": bool(column.nullable),
            "default": default or "",
            "identity": kind,
            "generated": self._sql(computed.sqltext) if computed is not None else "",
            "supplied": own or fetched,
            "base": self._base(column.type),
        }

    def _base(self, kind: Any) -> str:
        """What a domain is made of."""
        below = getattr(kind, "data_type", None)
        return str(self._dialect.type_compiler.process(below)) if below is not None else ""

    def _note_enum(self, kind: Any) -> None:
        from sqlalchemy import ARRAY, Enum
        from sqlalchemy.types import TypeDecorator

        kind = getattr(kind, "_variant_mapping", {}).get("postgresql", kind)
        if isinstance(kind, TypeDecorator):
            self._note_enum(kind.load_dialect_impl(self._dialect))
        elif isinstance(kind, ARRAY):
            self._note_enum(kind.item_type)
        elif isinstance(kind, Enum) and kind.native_enum and kind.name:
            self._enums[self._dialect.type_compiler.process(kind)] = list(kind.enums)

    def _check(self, check: Any) -> list[str]:
        # without a name at all it can be asked for none
        given = check.name is not None and self._compiler.preparer.format_constraint(check)
        return [self._sql(check.sqltext), (given or "").strip('"')]

    def _sql(self, expression: Any) -> str:
        compiler = self._compiler.sql_compiler
        return str(compiler.process(expression, include_table=False, literal_binds=True))


def _names(constraint: Any) -> list[str]:
    return [column.name for column in constraint.columns]


def _is_plain(index: Any) -> bool:
    """Whether it is of columns alone: expressions are spelled otherwise than PostgreSQL does."""
    from sqlalchemy import Column

    where = index.dialect_options["postgresql"].get("where")
    return where is None and all(isinstance(each, Column) for each in index.expressions)


def _is_a_types(check: Constraint) -> bool:
    """Whether it came with a type, which PostgreSQL may have natively."""
    return bool(getattr(check, "_type_bound", False))


def _foreign(key: ForeignKeyConstraint) -> dict[str, Any] | None:
    """None where the table that it refers to is not in the model."""
    from sqlalchemy.exc import InvalidRequestError, NoReferenceError

    try:
        others = [each.column for each in key.elements]
    except (NoReferenceError, InvalidRequestError):
        return None
    there = others[0].table
    return {
        "columns": _names(key),
        "table": [getattr(there, "schema", None) or "", getattr(there, "name", "")],
        "references": [each.name for each in others],
        "on_delete": (key.ondelete or "").upper().replace("NO ACTION", ""),
    }


if __name__ == "__main__":
    main(sys.argv[1])
