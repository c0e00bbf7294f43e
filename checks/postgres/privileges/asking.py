"""What the account may do with tables, asked of the catalogue: everybody may read that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.postgres.connecting.connection import Connection
from checks.postgres.names import TableName, quoted
from checks.postgres.privileges.tables import Right

# A table without a schema is also looked for in those of the search path that we may not use:
# PostgreSQL passes them over, and says that there is no such table.
STATEMENT = """
WITH wanted AS (
  SELECT w.number, w.name, w.schema, x.columns
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(name, schema, number)
    LEFT JOIN (SELECT $3::int AS number, $4::text[] AS columns) x USING (number)
), path AS (
  SELECT regexp_split_to_array(replace(replace(current_setting('search_path'),
           '"$user"', current_user), '"', ''), '\\s*,\\s*') AS names
), found AS (
  SELECT DISTINCT ON (w.number) w.number, w.columns, c.oid, n.oid AS schema, n.nspname
    FROM wanted w CROSS JOIN path JOIN pg_class c ON c.relname = w.name
     AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    JOIN pg_namespace n ON n.oid = c.relnamespace
     AND CASE WHEN w.schema <> '' THEN n.nspname = w.schema
              ELSE n.nspname = ANY(current_schemas(true)) OR n.nspname = ANY(path.names) END
   ORDER BY w.number, array_position(current_schemas(true), n.nspname),
            array_position(path.names, n.nspname::text)
)
SELECT w.number, current_user::text AS "user", f.oid IS NOT NULL AS found,
       f.nspname::text AS schema, has_schema_privilege(f.schema, 'USAGE') AS usage,
       ARRAY(SELECT r.name FROM unnest(ARRAY['select', 'insert', 'update', 'delete']) r(name)
              WHERE has_table_privilege(f.oid, r.name)) AS granted,
       ARRAY(SELECT r.name FROM unnest(ARRAY['select', 'insert', 'update']) r(name)
              WHERE has_any_column_privilege(f.oid, r.name)) AS partly,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = f.oid AND a.attname = ANY(w.columns) AND a.attnum > 0
                AND NOT has_column_privilege(f.oid, a.attnum, 'INSERT')
              ORDER BY a.attnum) AS columns,
       (SELECT json_object_agg(s.oid::regclass::text, a.attname) FROM pg_attrdef d
          JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
           AND p.refclassid = 'pg_class'::regclass
          JOIN pg_class s ON s.oid = p.refobjid
          JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
         WHERE d.adrelid = f.oid AND a.attname <> ALL(coalesce(w.columns, '{}'))
           AND CASE WHEN s.relkind = 'S'
                    THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') END) AS sequences,
       CASE WHEN row_security_active(f.oid) THEN
         ARRAY(SELECT r.name FROM unnest(ARRAY['select', 'insert', 'update', 'delete'],
                                         ARRAY['r', 'a', 'w', 'd']) r(name, letter)
                WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = f.oid
                         AND p.polpermissive AND p.polcmd::text IN ('*', r.letter)
                         AND (0 = ANY(p.polroles) OR EXISTS (SELECT FROM unnest(p.polroles) o
                               WHERE o <> 0 AND pg_has_role(o, 'USAGE')))))
       END AS without_policy
  FROM wanted w LEFT JOIN found f USING (number)
 ORDER BY w.number
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A table, what is done there, and the columns that the INSERT gives, where they are known."""

    name: TableName
    rights: tuple[Right, ...]
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What an account may do with a table. `granted` are rights on all of it, `partly` on some of
    its columns; `columns` those that the INSERT gives and may not; `sequences`, by column, are
    those that it may not use. `without_policy` are rights whose every row is refused or hidden by
    row level security; None where that is off for the account."""

    found: bool
    user: str = ""
    schema: str = ""
    usage: bool = True
    granted: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sequences: tuple[tuple[str, str], ...] = ()
    without_policy: tuple[str, ...] | None = None

    def table(self, use: Use) -> str:
        """As GRANT names it."""
        return f"{quoted(self.schema)}.{quoted(use.name.name)}"


async def held(connection: Connection, uses: Sequence[Use]) -> list[Held]:
    """For each of them, what the account may do there."""
    number, columns = next(
        ((index, each.columns) for index, each in enumerate(uses, 1) if each.columns), (0, None)
    )
    rows = await connection.fetch(
        STATEMENT,
        [each.name.name for each in uses],
        [each.name.schema for each in uses],
        number,
        None if columns is None else list(columns),
    )
    return [read(each) for each in rows]


def read(row: Mapping[str, Any]) -> Held:
    """What a row of the answer says."""
    if not row["found"]:
        return Held(found=False, user=row["user"])
    sequences = json.loads(row["sequences"]) if row["sequences"] else {}
    policies = row["without_policy"]
    return Held(
        found=True,
        user=row["user"],
        schema=row["schema"],
        usage=row["usage"],
        granted=tuple(row["granted"]),
        partly=tuple(row["partly"]),
        columns=tuple(row["columns"]),
        sequences=tuple(sorted(sequences.items())),
        without_policy=None if policies is None else tuple(policies),
    )
