"""A guard between the wire and asyncpg, which believes every length that it is told.

A message of a length that cannot be, such as one made of zeros, has asyncpg spin in the event loop
for ever, and no limit of ours ends that; a long one is kept in memory until its end has come. What
asyncpg gets instead is the error with which a server ends a conversation that makes no sense.
"""

from functools import cache
from typing import Any

LONGEST = 8 * 1024 * 1024
"""Bytes of a message, and of all that is said in answer to one statement but its rows: of a large
schema these are many."""

ROWS = 8
"""How many times as long as all else they may be."""

READY, ROW = b"ZD"
_HEAD = 5  # a letter, and a length that counts itself


class Frames:
    """Where the messages in a stream of bytes begin and end."""

    def __init__(self) -> None:
        self.welcomed = False
        self.refused = ""
        self._head = b""
        self._left = 0
        self._answer = 0

    def whole(self, data: bytes) -> bytes:
        """What of it may be passed on; once something is refused, nothing more."""
        if self.refused:
            return b""
        data, self._head = self._head + data, b""
        at = self._body(len(data), 0)
        while self._left == 0 and not self.refused and at < len(data):
            if len(data) - at < _HEAD:
                self._head = data[at:]
                break
            self._begin(data[at], int.from_bytes(data[at + 1 : at + _HEAD], "big") + 1)
            at = self._body(len(data), at)
        return data[:at]

    def _body(self, end: int, at: int) -> int:
        """How far the message that has begun reaches."""
        step = min(self._left, end - at)
        self._left -= step
        return at + step

    def _begin(self, kind: int, size: int) -> None:
        self._answer += size // ROWS if kind == ROW else size
        if size < _HEAD:
            self.refused = f"a message of {size - 1} bytes, its length included"
        elif size > LONGEST:
            self.refused = f"a message of {size // 1024**2} MB"
        elif self._answer > LONGEST:
            self.refused = f"an answer of more than {LONGEST // 1024**2} MB"
        else:
            self._left = size
        if kind == READY:
            self.welcomed, self._answer = True, 0


def farewell(text: str, *, welcomed: bool) -> bytes:
    """A server's error about the protocol; one that was in the middle of an answer ends that."""
    fields = f"SFATAL\0VFATAL\0C08P01\0M{text}\0\0".encode()
    ready = b"Z\0\0\0\x05I" if welcomed else b""
    return b"E" + (len(fields) + 4).to_bytes(4, "big") + fields + ready


@cache
def install() -> None:
    """Has asyncpg use the guard; its other users in this process have only that loop to miss."""
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        protocol,
    )

    class Guarded(protocol.Protocol):  # type: ignore[misc]  # untyped
        def connection_made(self, transport: Any) -> None:
            self._frames, self._transport = Frames(), transport
            super().connection_made(transport)

        def data_received(self, data: bytes) -> None:
            frames = self._frames
            if frames.refused:
                return
            if said := frames.whole(data):
                super().data_received(said)
            if frames.refused:
                super().data_received(farewell(frames.refused, welcomed=frames.welcomed))
                self._transport.abort()

    protocol.Protocol = Guarded
