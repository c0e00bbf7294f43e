"""What keeps statements waiting."""

from healthcheck import Code

CODES = (
    Code(
        "locked",
        "Another session holds a lock that a job's statements wait for, or waits for one itself "
        "and lets nobody past: a migration, VACUUM FULL, or a transaction that nobody ended. The "
        "platform's queries wait behind it.",
        "Find who holds it: SELECT pid, state, query FROM pg_stat_activity WHERE pid IN (SELECT "
        "pid FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'); end it by "
        "pg_terminate_backend(pid) if it will not end by itself.",
        passing=True,
    ),
)
