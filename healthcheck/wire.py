"""Whether a peer has said anything: the kernel counts it for every socket of this process.

Only Linux tells (TCP_INFO); elsewhere the answer is None, and the caller goes by what it knows.
It reads sockets of any library alike, Rust's of Temporal included.
"""

import asyncio
import os
import socket
import struct
import sys
from collections.abc import Iterator

LOOKUP = 0.2
"""Seconds for the name's addresses; the client has just resolved the same name."""

_LAST_RECEIVED = 8 + 11 * 4  # offset of tcpi_last_data_recv, milliseconds, in struct tcp_info
_BYTES_RECEIVED = 8 + 24 * 4 + 3 * 8  # offset of tcpi_bytes_received


async def heard(peer: tuple[str, int], *, within: float) -> bool | None:
    """Whether any byte came from the peer in the last `within` seconds; None where none can tell.

    Call it before the client is cancelled: a closed socket tells nothing.
    """
    if sys.platform != "linux":
        return None
    hosts = await addresses(*peer)
    talks = [_heard(each, within) for each in _sockets() if _is_to(each, hosts, peer[1])]
    return any(talks)


async def addresses(host: str, port: int) -> frozenset[str]:
    """The host's addresses; empty where they cannot be had in time."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOKUP):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return frozenset()
    return frozenset(str(info[4][0]) for info in found)


def _sockets() -> Iterator[socket.socket]:
    """A duplicate of each TCP socket of this process, open for the length of one turn."""
    for name in os.listdir("/proc/self/fd"):
        try:
            each = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        with each:
            yield each


def _is_to(each: socket.socket, hosts: frozenset[str], port: int) -> bool:
    try:
        host, its_port, *_ = each.getpeername()
    except (OSError, ValueError, TypeError):
        return False
    return its_port == port and (not hosts or host.removeprefix("::ffff:") in hosts)


def _heard(each: socket.socket, within: float) -> bool:
    info = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)  # type: ignore[attr-defined,unused-ignore]  # Linux only
    if len(info) < _BYTES_RECEIVED + 8:
        return False
    (milliseconds,) = struct.unpack_from("I", info, _LAST_RECEIVED)
    (received,) = struct.unpack_from("Q", info, _BYTES_RECEIVED)
    return bool(received) and milliseconds <= within * 1000
