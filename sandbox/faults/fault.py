"""A fault: what is broken, how, and what a client then meets.

Injections are entered to break, and left to undo it; others prove both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.server import Server

    Servers = Mapping[str, Server]
    Injection = Callable[[Servers, str], AbstractAsyncContextManager[None]]


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
