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
)
