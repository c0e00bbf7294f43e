"""PostgreSQL's ways to fail, by what asyncpg raises.

Servers may speak other languages than English: a row without a text stands last for its class.
"""

from checks.postgres.connecting.pooler import POOLER
from healthcheck import Fault


class PasswordMissing(Exception):  # noqa: N818 - what the URL lacks
    """The server demands a password and the URL has none; drivers call that a wrong one."""


class PlainTextRefused(Exception):  # noqa: N818 - what the server did
    """The server turned us away for want of encryption, and the URL forbids TLS."""


class WrongPasswordKept(Exception):  # noqa: N818 - where it stands
    """The server rejects a password that does not stand in the URL."""


class NoSocket(Exception):  # noqa: N818 - what is there, or not
    """The Unix socket of the URL is not there, or not for us."""


class Waiting(Exception):  # noqa: N818 - what drivers do
    """A host is silent, and drivers wait for it before they try the next one."""


OURS = (NoSocket, PasswordMissing, PlainTextRefused, WrongPasswordKept)
"""What connecting to one host ends with, beside the driver's own errors."""

_ASYNCPG = "asyncpg.exceptions"
_OURS = __name__
_CANNOT_CONNECT_NOW = f"{_ASYNCPG}.CannotConnectNowError"
_AUTHORIZATION = f"{_ASYNCPG}.InvalidAuthorizationSpecificationError"
_CUT = f"{_ASYNCPG}.ConnectionDoesNotExistError"
_ENDED = "PostgreSQL at {address} ended our connection: it shuts down, or an administrator did it"
_SAYS = "PostgreSQL at {address}: {text}"
_NONE_LEFT = "no connection is left at {address}: {text}"
_TOO_MANY = f"{_ASYNCPG}.TooManyConnectionsError"

FAULTS = (
    Fault(
        f"{_ASYNCPG}.DiskFullError",
        "writable",
        "disk-full",
        "the disk of PostgreSQL at {address} is full: {text}",
    ),
    Fault(
        f"{_ASYNCPG}.ProtocolViolationError",
        "reachable",
        "other-service",
        "{address} does not answer as PostgreSQL does: {text}",
        text="^(a message|an answer) of [^;]+$",
    ),
    *POOLER,
    Fault(
        _CANNOT_CONNECT_NOW,
        "reachable",
        "shutting-down",
        "PostgreSQL at {address} is shutting down and takes no new connections",
        text="shutting down",
    ),
    Fault(
        _CANNOT_CONNECT_NOW,
        "reachable",
        "standby",
        "{address} is a standby that takes no connections (hot_standby is off)",
        text="not accepting connections",
    ),
    Fault(
        _CANNOT_CONNECT_NOW,
        "reachable",
        "starting-up",
        "PostgreSQL at {address} is starting or recovering and takes no connections yet",
    ),
    Fault(
        f"{_ASYNCPG}.AdminShutdownError",
        "reachable",
        "shutting-down",
        _ENDED,
    ),
    Fault(
        _CUT,
        "reachable",
        "shutting-down",
        _ENDED,
        text="administrator command",
    ),
    Fault(
        f"{_ASYNCPG}.CrashShutdownError",
        "reachable",
        "starting-up",
        "a process of PostgreSQL at {address} crashed, and it restarts",
    ),
    Fault(
        f"{_OURS}.NoSocket",
        "reachable",
        "no-socket",
        "the Unix socket {text}",
    ),
    Fault(
        f"{_OURS}.Waiting",
        "reachable",
        "silent",
        "{text}, and drivers wait for it before they try the next host",
        hint="Start that host again, or take it out of the URL; with connect_timeout=2 in the URL "
        "of psycopg, the next one is tried after 2 s.",
        manner="silent",
    ),
    Fault(_CUT, "reachable", "reset", "{address} cut the connection"),
    Fault(
        "asyncpg.exceptions.InterfaceError",
        "reachable",
        "reset",
        "{address} has cut the connection",
        text="connection is closed",
    ),
    Fault(
        "builtins.ConnectionError",
        "reachable",
        "tls-unexpected",
        "PostgreSQL at {address} does not offer TLS, and the URL demands it",
        text="rejected SSL upgrade|error response during SSL",
        hint="Set sslmode=prefer (or disable) in the URL, or turn TLS on in the server "
        "(ssl = on in postgresql.conf).",
    ),
    Fault(
        "builtins.ConnectionError",
        "reachable",
        "reset",
        "{address} cut the connection",
        text=r"connection_lost\(\) call|closed during TLS",
    ),
    Fault(
        f"{_OURS}.PlainTextRefused",
        "reachable",
        "tls-expected",
        "{address} lets this account in only with TLS, and the URL says sslmode=disable",
        hint="Write sslmode=require into the URL; if that is refused too, pg_hba.conf on the "
        "server has no line for this host, user and database.",
    ),
    Fault(
        f"{_ASYNCPG}.ClientConfigurationError",
        "reachable",
        "certificate",
        "TLS cannot be set up as the URL says: {text}",
        text="certificate|configuration directory",
        hint="Name the CA's file in the URL (sslrootcert=...), or put it where the error says.",
    ),
    Fault(
        f"{_ASYNCPG}.ClientConfigurationError",
        "reachable",
        "unusable-settings",
        "the driver cannot connect as the URL and the PG* variables say: {text}",
    ),
    *(
        Fault(
            f"{_ASYNCPG}.{error}",
            "reachable",
            "server-error",
            "PostgreSQL at {address} has an error of its own: {text}",
        )
        for error in ("PostgresSystemError", "InternalServerError", "InsufficientResourcesError")
    ),
    Fault(
        "builtins.FileNotFoundError",
        "reachable",
        "certificate",
        "a certificate file named in the URL does not exist",
        hint="Correct sslrootcert, sslcert or sslkey in the URL; the path must exist here.",
    ),
    Fault(
        f"{_OURS}.WrongPasswordKept",
        "authenticated",
        "wrong-password",
        "PostgreSQL at {address} rejects the password of {text}, or there is no such user; the URL "
        "has none",
        hint="Correct it there, or put the right one into the URL, which is stronger.",
    ),
    Fault(
        f"{_OURS}.PasswordMissing",
        "authenticated",
        "password-required",
        "{address} demands a password, the URL has none, and {text}",
        text="^the password file",
        hint="Only its owner may read the file (chmod 600); or put the password into the URL.",
    ),
    Fault(
        f"{_OURS}.PasswordMissing",
        "authenticated",
        "password-required",
        "{address} demands a password, and the URL has none",
    ),
    Fault(
        f"{_ASYNCPG}.InvalidPasswordError",
        "authenticated",
        "wrong-password",
        "PostgreSQL at {address}: {text}, or there is no such user",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "unknown-user",
        _SAYS,
        text="does not exist",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "host-not-allowed",
        _SAYS,
        text=r"pg_hba\.conf",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "no-permission",
        _SAYS,
        text="(Peer|Ident) authentication failed",
        hint="Such a line of pg_hba.conf lets in only the system's user of the same name: run as "
        "that user, or name host and port in the URL and use a password.",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "wrong-password",
        _SAYS,
        text="(LDAP|PAM|RADIUS|BSD) authentication failed",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "certificate",
        _SAYS,
        text="valid client certificate|ertificate authentication failed",
        hint="Name the account's certificate and key in the URL (sslcert=..., sslkey=...).",
    ),
    Fault(
        _AUTHORIZATION,
        "authenticated",
        "no-permission",
        _SAYS,
        hint="Give the role the right to log in (ALTER ROLE ... LOGIN), or correct the user.",
    ),
    Fault(
        f"{_ASYNCPG}.InvalidCatalogNameError",
        "authenticated",
        "unknown-database",
        _SAYS,
    ),
    Fault(
        f"{_ASYNCPG}.InsufficientPrivilegeError",
        "authenticated",
        "no-permission",
        _SAYS,
        text="permission denied for database",
        hint="As the database's owner: GRANT CONNECT ON DATABASE ... TO <user>.",
    ),
    Fault(
        f"{_ASYNCPG}.InsufficientPrivilegeError",
        "authenticated",
        "no-permission",
        _SAYS,
    ),
    Fault(
        f"{_ASYNCPG}.ObjectNotInPrerequisiteStateError",
        "authenticated",
        "no-permission",
        _SAYS,
        hint="ALTER DATABASE ... ALLOW_CONNECTIONS true, or correct the database in the URL.",
    ),
    # the limits in the order in which a new connection meets them: the server's stands before the
    # password, the reserved slots and the role's before the database is looked for
    Fault(
        _TOO_MANY,
        "capacity",
        "too-many-clients",
        _NONE_LEFT,
        text="for database",
        hint="Close connections, or raise it: ALTER DATABASE ... CONNECTION LIMIT n.",
        proves=("authenticated",),
    ),
    Fault(
        _TOO_MANY,
        "capacity",
        "too-many-clients",
        _NONE_LEFT,
        text='for role "',
        hint="Close connections of this user, or raise it: ALTER ROLE ... CONNECTION LIMIT n.",
    ),
    Fault(
        _TOO_MANY,
        "capacity",
        "too-many-clients",
        _NONE_LEFT,
    ),
)
