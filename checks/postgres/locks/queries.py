"""Locks on tables that an operation touches, as pg_locks has them; everybody may read that.

What pg_stat_activity tells of another account's session is its user and its database, unless ours
may see more (pg_read_all_stats).
"""

_TABLES = """
WITH named AS (
  SELECT DISTINCT ON (w.number) c.oid, w.needs
    FROM unnest($1::text[], $2::text[], $3::text[])
         WITH ORDINALITY AS w(name, schema, needs, number)
    JOIN pg_class c ON c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    JOIN pg_namespace n ON n.oid = c.relnamespace
     AND CASE WHEN w.schema = '' THEN n.nspname = ANY(current_schemas(true))
              ELSE n.nspname = w.schema END
   ORDER BY w.number, array_position(current_schemas(true), n.nspname)
), wanted AS (
  SELECT oid, needs FROM named
   UNION
  SELECT k.confrelid, 'refer' FROM named
    JOIN pg_constraint k ON k.conrelid = named.oid AND k.contype = 'f'
   WHERE named.needs = 'insert'
)
"""

# pids as texts: for a list of numbers the driver would ask what that is, in statements of its own;
# waitstart is not there before PostgreSQL 14, which pg_locks as JSON does not mind
_HELD = """
SELECT l.pid, l.virtualtransaction AS transaction, l.mode, l.granted,
       l.relation::regclass::text AS "table", a.usename::text AS "user",
       a.application_name AS application, host(a.client_addr) AS address, a.state, a.query,
       a.usesysid IS NULL AND p.gid IS NULL AS server_process, p.gid,
       extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::float8 AS age,
       extract(epoch FROM clock_timestamp() - CASE WHEN l.granted THEN a.state_change
               ELSE (to_jsonb(l) ->> 'waitstart')::timestamptz END)::float8 AS unchanged,
       CASE WHEN NOT l.granted THEN pg_blocking_pids(l.pid)::text[] END AS waits_for
  FROM wanted w
  JOIN pg_locks l ON l.locktype = 'relation' AND l.relation = w.oid
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.pid IS DISTINCT FROM pg_backend_pid()
  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
  LEFT JOIN pg_locks x ON l.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid'
   AND x.virtualtransaction = l.virtualtransaction
  LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid
"""

CONFLICTING = f"""{_TABLES}{_HELD}
 WHERE l.mode IN ('AccessExclusiveLock',
                  CASE WHEN w.needs <> 'read' THEN 'ExclusiveLock' END,
                  CASE WHEN w.needs IN ('insert', 'write') THEN 'ShareLock' END,
                  CASE WHEN w.needs IN ('insert', 'write') THEN 'ShareRowExclusiveLock' END)
 ORDER BY l.granted DESC, age DESC NULLS LAST, l.pid
"""
"""Locks that are held or waited for, and that keep a statement waiting which comes now; a view's
own tables are not looked at. $1 and $2 are names and schemas, $3 what is done there.

To read takes AccessShare, to write RowExclusive, to insert also RowShare on what foreign keys refer
to."""

WRITERS = f"""{_TABLES}{_HELD}
 WHERE l.granted AND l.mode IN ('RowShareLock', 'RowExclusiveLock', 'ShareRowExclusiveLock')
   AND EXISTS (SELECT FROM pg_locks y WHERE y.locktype = 'transactionid' AND y.granted
                  AND y.virtualtransaction = l.virtualtransaction)
 ORDER BY EXISTS (SELECT FROM pg_locks z WHERE z.pid = l.pid AND NOT z.granted),
       age DESC NULLS LAST, l.pid
"""
"""Open transactions that have locked or changed rows of those tables, last those that wait
themselves. A lock on a row stands in the row itself: which one it is that an INSERT waits for
cannot be looked up afterwards."""
