"""A table as the catalogue has it: what an INSERT's findings name."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.postgres.connecting.connection import Connection
from checks.postgres.names import TableName

# For columns of a domain, its own NOT NULL and default count, too.
STATEMENT = """
SELECT n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       (SELECT json_agg(json_build_object(
                 'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                 'category', t.typcategory, 'required', a.attnotnull OR t.typnotnull,
                 'default', a.atthasdef OR t.typdefault IS NOT NULL OR a.attidentity <> '',
                 'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)
                              FROM pg_enum e WHERE e.enumtypid = t.oid),
                 'longest', CASE WHEN a.atttypid IN (1042, 1043) AND a.atttypmod > 4
                                 THEN a.atttypmod - 4 END) ORDER BY a.attnum)
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT json_agg(json_build_object('name', k.name, 'refers', k.refers, 'columns',
                 (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum = ANY(k.columns))))
          FROM (SELECT conname AS name, conkey AS columns,
                       CASE WHEN confrelid > 0 THEN confrelid::regclass::text END AS refers
                  FROM pg_constraint WHERE conrelid = c.oid
                 UNION ALL
                SELECT i.relname, x.indkey::int2[], NULL
                  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                 WHERE x.indrelid = c.oid AND x.indisunique) k) AS constraints,
       (SELECT json_agg(g.tgname ORDER BY g.tgname) FROM pg_trigger g
         WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgtype & 4 > 0
           AND g.tgenabled IN ('O', 'A')) AS triggers
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relname = $1::text AND c.relkind IN ('r', 'p', 'v', 'f')
   AND CASE WHEN $2::text = '' THEN n.nspname = ANY(current_schemas(true))
            ELSE n.nspname = $2::text END
 ORDER BY array_position(current_schemas(true), n.nspname) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `category` is its type's, `labels` are an enum's, `longest` is in characters."""

    name: str
    type: str = "text"
    category: str = "S"
    required: bool = False
    has_default: bool = False
    labels: tuple[str, ...] = ()
    longest: int | None = None

    @property
    def must_be_given(self) -> bool:
        """Whether an INSERT that leaves it out is refused, unless a trigger gives it."""
        return self.required and not self.has_default


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint or a unique index, and the table that it refers to."""

    name: str
    columns: tuple[str, ...]
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a view; `triggers` are those that an INSERT fires."""

    name: TableName
    kind: str = "r"
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    triggers: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """By its name."""
        return next((each for each in self.columns if each.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        """By its name."""
        return next((each for each in self.constraints if each.name == name), None)

    def lacking(self, given: Collection[str]) -> tuple[str, ...]:
        """Columns that must be given, and are not."""
        return tuple(c.name for c in self.columns if c.must_be_given and c.name not in given)


async def relation(connection: Connection, name: TableName) -> Relation | None:
    """The table of that name; None where there is none."""
    row = await connection.fetchrow(STATEMENT, name.name, name.schema)
    return read(row, name) if row else None


def read(row: Mapping[str, Any], name: TableName) -> Relation:
    """The table of a row of the catalogue, called as the settings call it."""
    return Relation(
        name=name,
        kind=row["kind"],
        columns=tuple(
            Column(
                name=each["name"],
                type=each["type"],
                category=each["category"],
                required=each["required"],
                has_default=each["default"],
                labels=tuple(each["labels"] or ()),
                longest=each["longest"],
            )
            for each in _items(row["columns"])
        ),
        constraints=tuple(
            Constraint(each["name"], tuple(each["columns"] or ()), each["refers"])
            for each in _items(row["constraints"])
        ),
        triggers=tuple(_items(row["triggers"])),
    )


def _items(text: str | None) -> Iterable[Any]:
    return json.loads(text) if text else ()
