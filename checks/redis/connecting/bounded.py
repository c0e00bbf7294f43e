"""A limit to what a server may say: redis-py keeps whatever length it is told in memory."""

import asyncio
from typing import Any

from checks.redis.connecting.faults import TooLong

LONGEST = 8 * 1024 * 1024
"""Bytes of all answers over one connection: ours take some kilobytes."""


class Bounded(asyncio.StreamReader):
    """Whoever reads it meets TooLong where more comes than was ever asked for."""

    fed = 0

    def feed_data(self, data: Any) -> None:
        """What has come from the server."""
        self.fed += len(data)
        if self.fed <= LONGEST:
            super().feed_data(data)
        elif self.exception() is None:
            self.set_exception(TooLong(f"it says more than {LONGEST // 1024**2} MB"))


def bound(connection: Any) -> None:
    """Bounds a connection of redis-py's that is there and has been told nothing yet."""
    reader = connection._reader  # redis-py has no other way to it
    if type(reader) is asyncio.StreamReader:
        reader.__class__ = Bounded
