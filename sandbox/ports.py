"""Ports on the loopback that nobody else takes."""

from __future__ import annotations

import random
import socket
import sys
from contextlib import suppress

RANGE = range(20_000, 32_768)
"""Below what Linux and macOS give to outgoing connections, so that none takes a port while its
server is down; and R2's server needs port + 10000 as well."""

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
        holder = socket.socket()
        with suppress(OSError):  # another's socket is there, held or listening
            holder.bind(("127.0.0.1", port))
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if sys.platform == "linux":
                _held.append(holder)
            else:
                holder.close()
            return port
        holder.close()
    raise OSError(f"no free port between {RANGE.start} and {RANGE.stop - 1} on 127.0.0.1")
