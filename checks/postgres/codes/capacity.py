"""What becomes of the limits of connections."""

from healthcheck import Code

CODES = (
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
        "Nine tenths of the connections this account could get are in use, or all but one: "
        "healthcheck had the last.",
        "See who holds them (SELECT * FROM pg_stat_activity); make pools smaller or raise the "
        "limit before it is reached.",
    ),
    Code(
        "idle-in-transaction",
        "Sessions have begun a transaction and then done nothing for a minute: they keep their "
        "connections, their locks and old rows. Somebody forgets to commit, or hangs elsewhere.",
        "End them by pg_terminate_backend(pid), and set idle_in_transaction_session_timeout.",
        passing=True,
    ),
)
