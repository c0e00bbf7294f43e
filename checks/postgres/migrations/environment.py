"""The table in which a folder's env.py has alembic keep the database's revision."""

import ast
from pathlib import Path

from checks.postgres.migrations import constants
from checks.postgres.migrations.constants import COMPUTED, Unreadable
from checks.postgres.names import TableName

TABLE = TableName("alembic_version")


def version_table(file: Path) -> TableName:
    """By the arguments of `context.configure`; without a schema where env.py names none, or
    computes it. Unreadable where the table's very name is computed."""
    if not file.is_file():
        return TABLE
    module = constants.parse(file)
    names = _given(module, "version_table") or {TABLE.name}
    schemas = _given(module, "version_table_schema")
    if len(names) > 1 or not isinstance(name := names.pop(), str):
        raise Unreadable("computes the name of the version table")
    schema = schemas.pop() if len(schemas) == 1 else None
    return TableName(name, schema if isinstance(schema, str) else "")


def _given(module: ast.Module, argument: str) -> set[object]:
    """The values that calls of `configure` give it."""
    known = constants.constants(module)
    return {
        constants.value(keyword.value, known) or COMPUTED
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("configure")
        for keyword in call.keywords
        if keyword.arg == argument
    }
