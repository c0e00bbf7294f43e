"""Whether a peer has said anything: the kernel counts it for every socket of this process.

Only Linux tells (TCP_INFO); elsewhere the answer is None, and the caller goes by what it knows.
It reads sockets of any library alike, Rust's of Temporal included.
"""

import asyncio
import os
import socket
import struct
import sys
from collections.abc import Iterator, Mapping

LOOKUP = 0.2
"""Seconds for the name's addresses; the client has just resolved the same name."""

_INTERNET = (socket.AF_INET, socket.AF_INET6)
_BYTES_RECEIVED = 8 + 24 * 4 + 3 * 8  # offset of tcpi_bytes_received in struct tcp_info

Received = Mapping[int, int]
"""Bytes received so far, by the inode of the socket: its number as a file may be used again."""


def received() -> Received:
    """What every TCP socket of this process has received; nothing where the kernel does not tell.

    Bytes are counted, not timed: what came just before a moment and just after it lie within one
    tick of the kernel's clock.
    """
    if sys.platform != "linux":
        return {}  # pragma: no cover - only Linux counts
    return {_inode(each): _received(each) for each in _sockets()}


async def heard(peer: tuple[str, int], *, since: Received) -> bool | None:
    """Whether any byte came from the peer since `received()`; None where none can tell.

    Call it before the client is cancelled: a closed socket tells nothing.
    """
    if sys.platform != "linux":
        return None  # pragma: no cover - only Linux counts
    hosts = await addresses(*peer)
    talks = {_inode(each): _received(each) for each in _sockets() if _is_to(each, hosts, peer[1])}
    return any(count > since.get(inode, 0) for inode, count in talks.items())


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
            copy = os.dup(int(name))
        except OSError:  # the listing's own
            continue
        try:
            each = socket.socket(fileno=copy)
        except OSError:  # no socket
            os.close(copy)
            continue
        with each:
            if each.family in _INTERNET and each.type is socket.SOCK_STREAM:
                yield each


def _is_to(each: socket.socket, hosts: frozenset[str], port: int) -> bool:
    try:
        host, its_port, *_ = each.getpeername()
    except OSError:  # not connected
        return False
    return its_port == port and (not hosts or host.removeprefix("::ffff:") in hosts)


def _inode(each: socket.socket) -> int:
    return os.fstat(each.fileno()).st_ino


def _received(each: socket.socket) -> int:
    info = each.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)  # type: ignore[attr-defined,unused-ignore]  # Linux only
    if len(info) < _BYTES_RECEIVED + 8:
        return 0  # pragma: no cover - before Linux 4.1
    (count,) = struct.unpack_from("Q", info, _BYTES_RECEIVED)
    return int(count)
