"""What each of PostgreSQL's codes means, and what to do."""

from healthcheck import Code

CODES = (
    Code(
        "sqlite",
        "Without a PostgreSQL URL, whether its variable names an SQLite file or is not set, the "
        "backend would silently use SQLite: a file that no worker reads.",
        "Set the variable to the PostgreSQL URL of the platform.",
    ),
    Code(
        "starting-up",
        "PostgreSQL is starting, or replaying its log after a crash; it turns connections away "
        "until it is consistent.",
        "Wait. If it lasts for minutes, read PostgreSQL's log for what it is replaying.",
        passing=True,
    ),
    Code(
        "tls-expected",
        "The server lets nobody in without TLS, or the port speaks TLS from the first byte, as a "
        "TLS proxy does and PostgreSQL's clients do not.",
        "Write sslmode=require into the URL; if it is there, name PostgreSQL's own port.",
    ),
    Code(
        "server-error",
        "The server itself is in trouble: files of its data directory cannot be read, its disk is "
        "full, or it runs out of memory.",
        "Read PostgreSQL's log, and look at its disk and its memory.",
    ),
    Code(
        "unusable-settings",
        "The URL or a PG* variable of the environment asks for what the driver cannot do.",
        "Correct the part of the URL, or the variable, that the text speaks of.",
    ),
    Code(
        "shutting-down",
        "PostgreSQL has been told to stop. A smart shutdown waits for the last client to leave, "
        "and lets no new one in.",
        "Start PostgreSQL again. If it hangs in shutting down, some client still holds a "
        "connection: stop that, or stop PostgreSQL with pg_ctl stop -m fast.",
        passing=True,
    ),
    Code(
        "wrong-password",
        "The server rejects the pair of user and password. It does not say which: an unknown "
        "user, a role without a password and an expired one (VALID UNTIL) look just the same.",
        "Check user and password in the URL (special characters must be URL-encoded); then, on "
        "the server, that the role exists (\\du) and has not expired.",
    ),
    Code(
        "password-required",
        "The server demands a password, and neither the URL nor PGPASSWORD nor ~/.pgpass has one "
        "that fits.",
        "Put the password into the URL: postgresql://user:password@host/database.",
    ),
    Code(
        "unknown-user",
        "There is no such role. Only servers that do not ask for a password (trust, ident, peer) "
        "say so; others report a wrong password.",
        "Correct the user in the URL, or create it: CREATE ROLE ... LOGIN.",
    ),
    Code(
        "unknown-database",
        "User and password are right, and the server has no database of that name.",
        "Correct the database at the end of the URL, or create it (createdb) and run the "
        "migrations.",
    ),
    Code(
        "no-permission",
        "The account is known and may not come in, or not read: it may not log in, lacks CONNECT "
        "on the database or SELECT on a table, or the database takes no connections.",
        "Give the account what the text says it lacks (GRANT ... TO <user>), or use another one.",
    ),
    Code(
        "host-not-allowed",
        "pg_hba.conf has no line, or a rejecting one, for this combination of host, user, "
        "database and encryption.",
        "Add a line for this host, user and database to pg_hba.conf and reload the server; "
        "'no encryption' in the text means that a hostssl line does not count.",
    ),
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
        "too-many-clients",
        "A limit of connections is reached: the server's (max_connections less those reserved for "
        "administrators), the role's, or the database's. The next connection is refused.",
        "See who holds them (SELECT * FROM pg_stat_activity), stop what leaks, make pools "
        "smaller, or raise max_connections and restart.",
        passing=True,
    ),
    Code(
        "nearly-full",
        "Nine tenths of the connections this account could get are in use.",
        "See who holds them (SELECT * FROM pg_stat_activity); make pools smaller or raise the "
        "limit before it is reached.",
    ),
    Code(
        "no-rows",
        "A query of `rows` gives no row: what a job needs by that name is not in this database. "
        "It was never put there, was deleted, or this is another database than the platform's.",
        "Insert the row (run what seeds the database), correct the query or its parameters, or "
        "point the URL at the database that holds it.",
    ),
    Code(
        "unknown-table",
        "A query of `rows` asks for a table that this database does not have; the platform's "
        "queries meet the same.",
        "Run the migrations against this database; if they ran, it is another database than the "
        "platform's, or the query is wrong.",
    ),
    Code(
        "unknown-column",
        "A query of `rows` asks for a column that its table does not have; where the platform "
        "uses that column, every query of its own fails.",
        "Did the migration run? Apply what is missing (create_all never adds a column); if the "
        "platform does not use that column, correct the query.",
    ),
    Code(
        "locked",
        "Another session holds a lock on a table that a query of `rows` reads: a migration, "
        "VACUUM FULL, or a transaction that nobody ended. The platform's queries wait behind it.",
        "Find who holds it: SELECT pid, state, query FROM pg_stat_activity WHERE pid IN (SELECT "
        "pid FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'); end it by "
        "pg_terminate_backend(pid) if it will not end by itself.",
        passing=True,
    ),
    Code(
        "bad-query",
        "A query of `rows` cannot be asked: PostgreSQL does not understand it, it writes, or its "
        "parameters do not fit. That says nothing about the platform.",
        "Correct the query in the configuration, and try it with psql; a parameter is a text: "
        "write $1::int, or $1::text::timestamptz for types that are no numbers.",
    ),
)
