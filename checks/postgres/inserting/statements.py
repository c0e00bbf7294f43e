"""The INSERT to be tried: its text, and which part of it is for which column."""

from dataclasses import dataclass, field

from checks.postgres.inserting.insert import Row, Text
from checks.postgres.inserting.parsing import Span
from checks.postgres.inserting.relations import Relation
from checks.postgres.inserting.values import Query, literal
from checks.postgres.names import TableName, quoted


@dataclass(frozen=True, slots=True)
class Statement:
    """`values` are the places of the values in the text, `queries` those that are asked by a query,
    each by its column; `columns` are all those that it gives a value to."""

    table: TableName
    sql: str = field(repr=False)
    columns: tuple[str, ...] = ()
    values: tuple[tuple[str, Span], ...] = ()
    queries: tuple[tuple[str, Query], ...] = ()

    def column_at(self, position: str | None) -> str | None:
        """The column whose value stands at a place, counted from 1, as PostgreSQL tells it."""
        place = int(position) - 1 if position else -1
        return next((name for name, at in self.values if at.start <= place < at.end), None)

    def text(self, column: str) -> str | None:
        """The value for a column as it stands there."""
        return next(
            (self.sql[at.start : at.end] for name, at in self.values if name == column), None
        )


def statement(given: Row | Text, relation: Relation) -> Statement:
    """What is sent to the server."""
    return _of_row(given, relation) if isinstance(given, Row) else _of_text(given, relation)


def _of_row(row: Row, relation: Relation) -> Statement:
    names = [name for name, _ in row.values]
    sql = f"INSERT INTO {row.table.sql} ({', '.join(map(quoted, names))}) VALUES ("
    spans: list[tuple[str, Span]] = []
    for name, value in row.values:
        column = relation.column(name)
        sql += ", " if spans else ""
        start, sql = len(sql), sql + literal(value, column.category if column else "")
        spans.append((name, Span(start, len(sql))))
    return Statement(
        table=row.table,
        sql=f"{sql})",
        columns=tuple(names),
        values=tuple(spans),
        queries=tuple((n, v.plain) for n, v in row.values if isinstance(v.plain, Query)),
    )


def _of_text(text: Text, relation: Relation) -> Statement:
    """An INSERT that names no columns fills the first ones."""
    values = text.parsed.values
    columns = text.parsed.columns or tuple(
        each.name for each in relation.columns[: len(values) or len(relation.columns)]
    )
    placed = tuple(zip(columns, values, strict=False))
    return Statement(table=text.table, sql=text.sql, columns=columns, values=placed)
