"""What PgBouncer says, which stands before a PostgreSQL: mostly as a breach of the protocol."""

from healthcheck import Fault

_SAID = "asyncpg.exceptions.ProtocolViolationError"
_CUT = "asyncpg.exceptions.ConnectionDoesNotExistError"
"""What asyncpg makes of its last words, which end the connection amid a query."""
_SAYS = "the pooler at {address}: {text}"
_BEHIND = "server login|cannot connect to server|query_wait_timeout|server down|server_login"

POOLER = (
    Fault(_SAID, "reachable", "behind-pooler", _SAYS, text=_BEHIND),
    Fault(_CUT, "reachable", "behind-pooler", _SAYS, text=_BEHIND),
    Fault(
        _CUT,
        "authenticated",
        "statement-pooling",
        "the pooler at {address} lends out connections for a statement each, and so refuses "
        "transactions",
        text="statement pooling mode",
    ),
    Fault(
        _SAID,
        "authenticated",
        "unknown-database",
        _SAYS,
        text="no such database|database .* does not exist",
    ),
    Fault(
        _SAID,
        "authenticated",
        "wrong-password",
        _SAYS,
        text="no such user|authentication failed|password",
        hint="Correct user and password in the URL; the pooler knows those of its auth_file.",
    ),
    Fault(
        _SAID,
        "reachable",
        "unusable-settings",
        _SAYS,
        text="[Uu]nsupported startup parameter",
        hint="Take the parameter out of the URL, or add it to ignore_startup_parameters of the "
        "pooler.",
    ),
    Fault(
        _SAID,
        "capacity",
        "too-many-clients",
        _SAYS,
        text="no more connections allowed|too many",
        hint="Raise max_client_conn of the pooler, or close connections.",
    ),
)
