"""Redis's ways to fail, by what redis-py raises."""

from healthcheck import Fault


class PlainTextServer(Exception):  # noqa: N818 - what answers
    """A Redis that speaks plain text answers where the URL asks for TLS."""


class NoSocket(Exception):  # noqa: N818 - what is there, or not
    """The Unix socket of the URL is not there, or not for us."""


class OtherRole(Exception):  # noqa: N818 - what answers
    """A server of Redis's family answers, and not as what the URL calls it."""


class UnknownMaster(Exception):  # noqa: N818 - what a Sentinel says
    """The Sentinel watches no master of that name."""


class LostMaster(Exception):  # noqa: N818 - what became of it
    """The Sentinel names a master, and nobody can be reached there."""


class TooLong(Exception):  # noqa: N818 - what is announced
    """An answer of a length that nobody asked for."""


_OURS = __name__
_REDIS = "redis.exceptions"
_AUTHENTICATION = f"{_REDIS}.AuthenticationError"

_REACHABLE = (
    Fault(
        f"{_OURS}.PlainTextServer",
        "reachable",
        "tls-unexpected",
        "Redis at {address} speaks plain text, and the URL (rediss://) asks for TLS",
        hint="Write redis:// instead of rediss://, or use the server's TLS port.",
    ),
    Fault(
        f"{_OURS}.NoSocket",
        "reachable",
        "no-socket",
        "the Unix socket {address} cannot be opened: {text}",
    ),
    Fault(
        f"{_OURS}.OtherRole",
        "reachable",
        "other-service",
        "{address} is {text}",
        hint="Correct the host and port, or the beginning of the URL.",
    ),
    Fault(f"{_OURS}.UnknownMaster", "reachable", "unknown-master", "{address}: {text}"),
    Fault(
        f"{_OURS}.LostMaster",
        "reachable",
        "lost-master",
        "{address}: {text}",
        text="does not answer",
        manner="silent",
    ),
    Fault(f"{_OURS}.LostMaster", "reachable", "lost-master", "{address}: {text}"),
    Fault(
        f"{_REDIS}.BusyLoadingError",
        "reachable",
        "starting-up",
        "Redis at {address} is still loading its data from disk",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "reachable",
        "busy",
        "Redis at {address} runs a script, and answers nobody else until that ends",
        text="^BUSY ",
        manner="blocks",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "reachable",
        "protected-mode",
        "Redis at {address} is in protected mode: it talks only to its own machine",
        text="DENIED",
    ),
    Fault(
        f"{_REDIS}.InvalidResponse",
        "reachable",
        "other-service",
        "{address} does not answer as Redis does",
    ),
    *(
        Fault(error, "reachable", "other-service", "{address} does not answer as Redis does")
        for error in ("asyncio.exceptions.LimitOverrunError", "builtins.RecursionError")
    ),
    Fault(
        f"{_OURS}.TooLong",
        "reachable",
        "other-service",
        "{address} does not answer as Redis does: {text}",
    ),
    Fault(
        f"{_REDIS}.ConnectionError",
        "reachable",
        "reset",
        "{address} cut the connection",
        text="closed by server",
    ),
    Fault(
        "builtins.FileNotFoundError",
        "reachable",
        "certificate",
        "a certificate file named in the URL does not exist",
        hint="Correct ssl_ca_certs, ssl_certfile or ssl_keyfile in the URL.",
    ),
)

_AUTHENTICATED = (
    Fault(
        _AUTHENTICATION,
        "authenticated",
        "password-unexpected",
        "the URL has a password, and Redis at {address} has none",
        text="without any password|no password is set",
    ),
    Fault(
        _AUTHENTICATION,
        "authenticated",
        "password-required",
        "Redis at {address} demands a password, and the URL has none",
        text="Authentication required|already authenticated",
    ),
    Fault(
        _AUTHENTICATION,
        "authenticated",
        "wrong-password",
        "Redis at {address} rejects the user name or the password",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "authenticated",
        "unknown-database",
        "Redis at {address} has no database of the number in the URL",
        text="DB index|not allowed in cluster mode|not an integer or out of range",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "authenticated",
        "hello-refused",
        "Redis at {address} does not know HELLO, and the URL (protocol=3) demands it",
        text="unknown command .?HELLO|NOPROTO",
        hint="Write protocol=2 into the URL.",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "authenticated",
        "unknown-command",
        "Redis at {address} lacks the command that chooses a database: {text}",
        text="unknown command .?SELECT",
    ),
    Fault(
        f"{_REDIS}.NoPermissionError",
        "authenticated",
        "no-permission",
        "Redis at {address}: {text}",
        text="'(select|auth|hello)'",
    ),
)

_LATER = (
    Fault(
        # sent before anything is asked, so that it says nothing about the password
        f"{_REDIS}.ConnectionError",
        "capacity",
        "too-many-clients",
        "Redis at {address} has no connection left: maxclients is reached",
        text="max number of clients",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "roundtrip",
        "unknown-command",
        "Redis at {address} lacks a command that job updates need: {text}",
        text="unknown command",
    ),
    # what a write may still meet after INFO looked well
    Fault(
        f"{_REDIS}.ClusterDownError",
        "writable",
        "cluster-down",
        "the cluster of Redis at {address} takes no commands: {text}",
    ),
    Fault(
        f"{_REDIS}.MasterDownError",
        "writable",
        "stale-replica",
        "{address} is a replica that has lost its master, and refuses to answer",
    ),
    Fault(
        f"{_REDIS}.OutOfMemoryError",
        "capacity",
        "full",
        "the memory of Redis at {address} is full, and it refuses writes",
    ),
    Fault(
        f"{_REDIS}.ReadOnlyError",
        "writable",
        "read-only-replica",
        "{address} is a replica, and refuses writes",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "writable",
        "disk-error",
        "Redis at {address} cannot save its data to disk, and so refuses writes",
        text="MISCONF",
    ),
    Fault(
        f"{_REDIS}.ResponseError",
        "writable",
        "too-few-replicas",
        "Redis at {address} refuses writes for want of replicas",
        text="NOREPLICAS",
    ),
)

FAULTS = (*_REACHABLE, *_AUTHENTICATED, *_LATER)
