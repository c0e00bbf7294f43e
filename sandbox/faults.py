"""What can be broken, a row each: how it is injected, and what a client then meets."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sandbox.errors import UnknownFaultError
from sandbox.injections import (
    hung,
    no_worker,
    proxied,
    unknown_database,
    unknown_namespace,
    wrong_password,
)
from sandbox.mode import Mode

if TYPE_CHECKING:
    from sandbox.injections import Injection


@dataclass(frozen=True)
class Fault:
    name: str
    description: str
    server: str
    injection: Injection
    """Breaks the server on entering, and undoes it on leaving."""
    met: str
    """A pattern of the exception (its repr) by which a client of the server meets the fault."""
    from_the_start: bool = False
    """A stack that is started with this fault never starts the server."""

    @property
    def dependency(self) -> str:
        """What it is a fault of; there is one at a time, or neither could be proven."""
        return next(name for name in DEPENDENCIES if self.name.startswith(f"{name}-"))


DEPENDENCIES = {
    "platform-db": "Platform DB",
    "user-db": "User DB",
    "redis": "Redis",
    "temporal": "Temporal",
}


def _of_every_server(name: str, title: str) -> tuple[Fault, ...]:
    return (
        Fault(
            f"{name}-stopped",
            f"{title} is not running: connections are refused.",
            name,
            proxied(Mode.REFUSE),
            met="ConnectionRefused",
        ),
        Fault(
            f"{name}-hung",
            f"{title}'s processes are stopped (SIGSTOP): connections open, nothing answers.",
            name,
            hung,
            met="TimeoutError",
        ),
        Fault(
            f"{name}-silent",
            f"The network swallows what is sent to {title} and what it answers.",
            name,
            proxied(Mode.SILENT),
            met="TimeoutError",
        ),
        Fault(
            f"{name}-reset",
            f"Connections to {title} open, and are reset at once.",
            name,
            proxied(Mode.RESET),
            met="ConnectionReset|ConnectionDoesNotExist|BrokenPipe|ConnectionAborted",
        ),
    )


def _of_every_database(name: str, title: str) -> tuple[Fault, ...]:
    return (
        Fault(
            f"{name}-wrong-password",
            f"{title} rejects the password of the settings: the account has another one.",
            name,
            wrong_password,
            met="password authentication failed",
        ),
        Fault(
            f"{name}-unknown-database",
            f"{title}'s server runs, and has no database of the settings' name.",
            name,
            unknown_database,
            met="does not exist",
        ),
    )


_ROWS = (
    *(fault for name, title in DEPENDENCIES.items() for fault in _of_every_server(name, title)),
    *_of_every_database("platform-db", DEPENDENCIES["platform-db"]),
    *_of_every_database("user-db", DEPENDENCIES["user-db"]),
    Fault(
        "redis-wrong-password",
        "Redis rejects the password of the settings: the server requires another one.",
        "redis",
        wrong_password,
        met="WRONGPASS",
    ),
    Fault(
        "temporal-unknown-namespace",
        "Temporal runs, and has no namespace of the settings' name.",
        "temporal",
        unknown_namespace,
        met="is not found",
    ),
    Fault(
        "temporal-no-worker",
        "Temporal accepts jobs, and no worker takes them.",
        "worker",
        no_worker,
        met="no worker polls",
        from_the_start=True,
    ),
)

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.name: fault for fault in sorted(_ROWS, key=lambda fault: fault.name)}
)


def fault(name: str) -> Fault:
    """UnknownFaultError, with the names that are meant perhaps."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, n=3)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "`healthcheck sandbox faults` lists them"
    )
    raise UnknownFaultError(f"there is no fault {name!r}: {hint}")
