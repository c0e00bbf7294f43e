"""The questions to the catalogue: what everybody may read there, of PostgreSQL 12 and later.

Tables of other schemas than the system's are read, without those that extensions brought, that are
a part of another one, or that migrations keep their own records in. To read an expression over a
table's columns the server opens the table and waits for a lock on it: where another session has it
exclusively, `?` stands. A default names no column, and is read without: that is also faster by far.
"""

from checks.postgres.schema.model import UNTOLD

_LOCKED = """
WITH locked AS MATERIALIZED (
  SELECT relation FROM pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""

_TABLES = """
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
   AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
   AND c.relname NOT IN ('alembic_version')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                      AND d.objid = c.oid AND d.deptype = 'e')"""


def _told(expression: str, table: str) -> str:
    """An expression, unless reading it would have to wait."""
    held = f"{table} IN (SELECT relation FROM locked)"
    return f"CASE WHEN {held} THEN '{UNTOLD}' ELSE {expression} END"


TABLES = f"""
SELECT c.oid::int8 AS oid, c.relname::text AS name, c.relkind IN ('v', 'm', 'f') AS view,
       CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname::text END AS schema,
       n.nspname::text AS place,
       EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
                  AND g.tgtype & 7 = 7 AND g.tgenabled IN ('O', 'A')) AS fills{_TABLES}
"""
"""The tables. Of a trigger's type, 7 are the bits for each row, before, on INSERT."""

COLUMNS = f"""{_LOCKED}, tables AS MATERIALIZED (SELECT c.oid{_TABLES})
SELECT a.attrelid::int8 AS oid, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END AS base,
       NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)) AS nullable,
       a.attidentity::text AS identity, a.attgenerated <> '' AS generated,
       coalesce(CASE WHEN d.oid IS NULL THEN t.typdefault
                     WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0)
                     ELSE {_told("pg_get_expr(d.adbin, d.adrelid)", "d.adrelid")} END, '') AS told
  FROM pg_attribute a JOIN tables ON tables.oid = a.attrelid
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped
"""
"""The columns. For those of a domain, its own NOT NULL and default count, too."""


def _names(columns: str, table: str) -> str:
    """The names of a constraint's columns, in its order."""
    return f"""ARRAY(SELECT a.attname::text
               FROM unnest({columns}) WITH ORDINALITY AS listed(number, place)
               JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = listed.number
              ORDER BY listed.place)"""


KEYS = f"""{_LOCKED}, tables AS MATERIALIZED (SELECT c.oid{_TABLES})
SELECT k.conrelid::int8 AS oid, k.contype::text AS kind, k.conname::text AS name,
       {_names("k.conkey", "k.conrelid")} AS columns, k.confrelid::int8 AS refers,
       {_names("k.confkey", "k.confrelid")} AS others, k.confdeltype::text AS action,
       CASE k.contype WHEN 'c' THEN
       {_told("pg_get_expr(k.conbin, k.conrelid)", "k.conrelid")} END AS told
  FROM pg_constraint k JOIN tables ON tables.oid = k.conrelid
 WHERE k.contype IN ('p', 'u', 'f', 'c') AND k.conparentid = 0
 UNION ALL
SELECT x.indrelid, 'i', '', CASE WHEN x.indexprs IS NULL
       THEN {_names("(x.indkey::int2[])[0:x.indnkeyatts - 1]", "x.indrelid")}
       ELSE ARRAY(SELECT {_told("pg_get_indexdef(x.indexrelid, place, false)", "x.indrelid")}
                    FROM generate_series(1, x.indnkeyatts::int) AS place) END,
       0, ARRAY[]::text[], CASE WHEN x.indexprs IS NULL THEN '' ELSE 'e' END,
       CASE WHEN x.indpred IS NOT NULL THEN
       {_told("pg_get_expr(x.indpred, x.indrelid)", "x.indrelid")} END
  FROM pg_index x JOIN tables ON tables.oid = x.indrelid
 WHERE x.indisunique AND x.indisvalid
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid
                      AND k.contype IN ('p', 'u', 'x'))
"""
"""Keys and checks, and the unique indexes that no constraint has."""

TYPES = """
SELECT 'enum' AS kind, format_type(t.oid, NULL) AS name, n.nspname::text AS place,
       t.typname::text AS bare, pg_type_is_visible(t.oid) AS visible,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid
              ORDER BY e.enumsortorder) AS labels, false AS used
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
 UNION ALL
SELECT 'extension', x.extname::text, '', '', false, ARRAY[]::text[],
       EXISTS (SELECT FROM pg_depend owned JOIN pg_depend used
                   ON used.refclassid = owned.classid AND used.refobjid = owned.objid
                WHERE owned.refclassid = 'pg_extension'::regclass AND owned.refobjid = x.oid
                  AND owned.deptype = 'e' AND used.deptype = 'n'
                  AND (used.classid IN ('pg_attrdef'::regclass, 'pg_constraint'::regclass)
                       OR (used.classid = 'pg_class'::regclass AND used.objsubid > 0)))
  FROM pg_extension x
"""
"""Enums with their labels, and extensions, with whether a table's columns or checks use them."""
