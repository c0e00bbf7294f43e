"""A fault: what is broken, how, and what a client then meets.

Injections are entered to break, and left to undo it; others prove both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.server import Server

    Servers = Mapping[str, Server]
    Question = Callable[[Servers], Awaitable[object]]
    Injection = Callable[[Servers, str], AbstractAsyncContextManager[None]]


DEPENDENCIES = (
    *("platform-db", "user-db", "redis", "temporal", "minio", "r2", "clearml", "labeler", "output"),
    "api",
)
NOTHING = "^None$"  # no exception


@dataclass(frozen=True)
class Fault:
    """`dependency` is what it is a fault of; there is one at a time, or neither could be proven."""

    name: str
    description: str
    dependency: str
    server: str
    injection: Injection
    """Breaks the server on entering, and undoes it on leaving."""
    met: str
    """A pattern of the exception (its repr) by which a client of the server meets the fault."""
    from_the_start: bool = False
    """A stack that is started with this fault never starts the server."""
    meets: Question | None = None
    """Asks what the server's own question does not touch; it raises what a client meets."""
    patience: float = 0.2
    """Seconds after which that question, unanswered, counts as silence for the first time."""


def benign(
    name: str, description: str, injection: Injection, *, dependency: str = "", server: str = ""
) -> Fault:
    """A condition that looks like a fault and is none: clients are answered as ever."""
    dependency = dependency or next(each for each in DEPENDENCIES if name.startswith(each))
    return Fault(name, description, dependency, server or dependency, injection, met=NOTHING)
