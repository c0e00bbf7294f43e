"""What makes a database take no writes."""

from healthcheck import Code

CODES = (
    Code(
        "standby",
        "The server is a standby: it replays another server's log and takes no writes.",
        "Point the URL at the primary; after a failover, at the new one.",
    ),
    Code(
        "read-only",
        "Transactions of this account are read-only by default: set for the server, the database "
        "or the role, often for maintenance or when a managed server's disk is full.",
        "Find where it is set (\\drds, postgresql.conf) and reset default_transaction_read_only; "
        "on a managed server, look whether its disk is full.",
    ),
    Code(
        "no-standby",
        "The URL wants a server that is only read from (target_session_attrs), and none of its "
        "hosts is one: drivers refuse to connect.",
        "Start the standby, or write target_session_attrs=prefer-standby (or any) into the URL.",
    ),
    Code(
        "no-synchronous-standby",
        "The server commits only what a standby has confirmed (synchronous_standby_names), and no "
        "standby is connected: every COMMIT waits.",
        "Start the standby; or let the server do without: ALTER SYSTEM SET "
        "synchronous_standby_names = '', and SELECT pg_reload_conf().",
        passing=True,
    ),
    Code(
        "disk-full",
        "The server reports that its disk is full: it reads, and cannot write.",
        "Make room on the server's disk, or move what fills it (logs, old WAL, temporary files).",
    ),
)
