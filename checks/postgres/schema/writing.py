"""The snapshot's file: JSON that is the same for the same schema, a line for each column."""

import json
from collections.abc import Mapping
from typing import Any

from checks.postgres.schema.model import Column, Condition, ForeignKey, Schema, Table, Unique

FORMAT = "healthcheck/schema@1"


def written(schema: Schema) -> str:
    """A recorded schema as its file has it: in ASCII, sorted, without anything of the day."""
    tree = {
        "format": FORMAT,
        "source": schema.source,
        "extensions": list(schema.needed),
        "enums": {name: list(labels) for name, labels in sorted(schema.enums.items())},
        "tables": {name: _table(each) for name, each in sorted(schema.tables.items())},
    }
    return _lines(tree) + "\n"


def _lines(value: Any, indent: str = "") -> str:
    """JSON whose innermost tables and lists stand on one line each."""
    inner = indent + "  "
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        rows = [f"{inner}{json.dumps(each)}" for each in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    if not isinstance(value, Mapping) or not any(map(_is_deep, value.values())):
        return json.dumps(value)
    rows = [f"{inner}{json.dumps(key)}: {_lines(each, inner)}" for key, each in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def _is_deep(value: Any) -> bool:
    return isinstance(value, Mapping | list) and bool(value)


def _table(table: Table) -> dict[str, Any]:
    parts = {
        "columns": {name: _column(each) for name, each in sorted(table.columns.items())},
        "primary": list(table.primary),
        "unique": [_unique(each) for each in sorted(table.unique)],
        "foreign": [_foreign(each) for each in sorted(table.foreign)],
        "checks": [_check(each) for each in sorted(table.checks)],
    }
    return {key: each for key, each in parts.items() if each}


def _column(column: Column) -> dict[str, Any]:
    told = {
        "default": column.default,
        "identity": column.identity,
        "generated": column.generated,
        "supplied": column.supplied,
        "base": column.base,
    }
    return {"type": column.type, "null": column.null, **{k: v for k, v in told.items() if v}}


def _unique(unique: Unique) -> dict[str, Any]:
    told = {"where": unique.where, "by_expression": unique.by_expression}
    return {"columns": list(unique.columns), **{k: v for k, v in told.items() if v}}


def _foreign(key: ForeignKey) -> dict[str, Any]:
    told = {"on_delete": key.on_delete} if key.on_delete else {}
    columns, references = list(key.columns), list(key.references)
    return {"columns": columns, "table": key.table, "references": references, **told}


def _check(check: Condition) -> dict[str, Any]:
    return {"expression": check.expression, **({"name": check.name} if check.name else {})}
