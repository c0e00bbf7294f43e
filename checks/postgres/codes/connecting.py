"""What keeps us from PostgreSQL, or from the database."""

from healthcheck import Code

CODES = (
    Code(
        "sqlite",
        "Without a PostgreSQL URL, whether its variable names an SQLite file or is not set, the "
        "backend would silently use SQLite: a file that no worker reads.",
        "Set the variable to the PostgreSQL URL of the platform.",
    ),
    Code(
        "dead-host",
        "Of several hosts in the URL, one does not answer, or turns us away. Drivers try it first "
        "with every new connection, and then take another: it works until that falls, too.",
        "Start the host again, or take it out of the URL.",
    ),
    Code(
        "no-socket",
        "The Unix socket of the URL is not there, or this user may not open it. A container sees "
        "only the sockets that are mounted into it.",
        "Compare the folder with the server's unix_socket_directories, and the port with its port.",
        passing=True,
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
        "The server itself is in trouble: files of its data directory cannot be read, or it runs "
        "out of memory.",
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
        "behind-pooler",
        "A pooler such as PgBouncer answers, and does not get through to the PostgreSQL behind it.",
        "Read the pooler's log; then look whether its PostgreSQL runs, and whether host, port and "
        "password in the pooler's own settings are right.",
        passing=True,
    ),
    Code(
        "statement-pooling",
        "A pooler such as PgBouncer is in statement mode: it allows no transaction, and a job is "
        "inserted in one.",
        "Set pool_mode = transaction (or session) in the pooler's settings, for this database or "
        "for all, and reload it.",
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
        "The account is known and may not come in, or not do what a job needs: it may not log in, "
        "lacks CONNECT on the database or a right on a table, or the database takes nobody.",
        "Give the account what the text says it lacks (GRANT ... TO <user>), or use another one.",
    ),
    Code(
        "host-not-allowed",
        "pg_hba.conf has no line, or a rejecting one, for this combination of host, user, "
        "database and encryption.",
        "Add a line for this host, user and database to pg_hba.conf and reload the server; "
        "'no encryption' in the text means that a hostssl line does not count.",
    ),
)
