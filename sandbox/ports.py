"""Ports on the loopback that nobody else takes."""

from __future__ import annotations

import random
import socket
import sys

RANGE = range(20_000, 32_768)
"""Below what Linux and macOS give to outgoing connections, so that none takes a port while its
server is down; and wide enough for the pair that R2's server needs, 10000 apart."""

_untried = random.SystemRandom().sample(RANGE, len(RANGE))
_held: list[socket.socket] = []


def free_port() -> int:
    """A port for as long as this process lives. OSError when there are none left.

    It is held by a socket that is bound and never listens: the server's own, and the proxy's each
    time that it opens, are bound beside it, since all of them set SO_REUSEADDR. Only Linux allows
    that; elsewhere another process may come before the server.
    """
    while _untried:
        port = _untried.pop()
        if _hold(port):
            return port
    raise OSError(f"no free port between {RANGE.start} and {RANGE.stop - 1} on 127.0.0.1")


def free_pair(distance: int) -> int:
    """A port that is free and so is the one `distance` above it; both are held alike."""
    untried = set(_untried)
    for port in untried & {upper - distance for upper in untried}:
        _untried.remove(port)
        _untried.remove(port + distance)
        if _hold(port) and _hold(port + distance):
            return port
    raise OSError(f"no two free ports that are {distance} apart on 127.0.0.1")


def _hold(port: int) -> bool:
    """Whether it was free."""
    holder = socket.socket()
    try:
        holder.bind(("127.0.0.1", port))
    except OSError:  # another's socket is there, held or listening
        holder.close()
        return False
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        _held.append(holder)
    else:
        holder.close()
    return True
