"""The setting `insert`: the statement by which the platform makes a job's row."""

from dataclasses import dataclass, field
from typing import Self

from checks.postgres.inserting.parsing import Parsed, parse
from checks.postgres.inserting.values import Value
from checks.postgres.names import TableName
from healthcheck import Malformed

_EXPECTED = (
    'expected an INSERT as a text, or { table = "training_jobs", values = { ... } }, '
    "or false to have none tried"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns."""

    table: TableName
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """An INSERT in SQL, without the semicolon at its end, and what it names."""

    sql: str = field(repr=False)
    parsed: Parsed

    @property
    def table(self) -> TableName:
        """Where it inserts."""
        return self.parsed.table


@dataclass(frozen=True, slots=True)
class Insert:
    """The platform's own INSERT, tried under `--all` and always rolled back: a text in SQL, or a
    table with `table` and `values`, each a value or `{ query = "SELECT ..." }`; `false` to have
    none tried."""

    given: Row | Text | None

    def __str__(self) -> str:
        """Where it goes: values are not shown."""
        return f"into {self.given.table}" if self.given else "false"

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed for what is no INSERT."""
        if value is False:
            return cls(None)
        if isinstance(value, str):
            sql = value.strip().rstrip("; \n\t")
            return cls(Text(sql, parse(sql)))
        if not isinstance(value, dict):
            raise Malformed(_EXPECTED)
        if unknown := [key for key in value if key not in ("table", "values")]:
            raise Malformed(f"it has an unknown key {unknown[0]!a}; {_EXPECTED}")
        table, values = value.get("table"), value.get("values")
        if not isinstance(table, str) or not isinstance(values, dict) or not values:
            raise Malformed(_EXPECTED)
        row = tuple((str(name), Value.read(each)) for name, each in values.items())
        if any("\0" in name or not name for name, _ in row):
            raise Malformed("the name of a column is empty, or holds a zero byte")
        return cls(Row(TableName.parse(table), row))
