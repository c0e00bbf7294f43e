"""The columns that a snapshot knows and that a good database does not fill by itself: its
application supplies them."""

from pathlib import Path

from checks.postgres.names import TableName
from checks.postgres.schema import quoting
from checks.postgres.schema.reading import load
from checks.postgres.schema.recording import Unusable
from checks.postgres.schema.touched import keys


def known(snapshot: Path | None, table: TableName) -> frozenset[str]:
    """None where there is no snapshot, or where it has no such table; the step `schema` tells of
    one that cannot be read."""
    if snapshot is None:
        return frozenset()
    try:
        tables = load(snapshot).tables
    except Unusable:
        return frozenset()
    # a model may name every schema, and the settings none
    bare = (f".{quoting.name(table.name)}",) if not table.schema else ()
    found = (each for key, each in tables.items() if key in keys(table) or key.endswith(bare))
    return frozenset(
        name
        for each in found
        for name, column in each.columns.items()
        if column.supplied or not column.fills
    )
