"""How old a sign of life may be. Seconds, and derived from how long the server holds a poll."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.temporal.liveness.workers import Poller

LONG_POLL = 60.0
"""After so long the server answers an empty poll, by its default; then comes another."""

FORGOTTEN = 330.0
"""After so long no server lists a poller any more (300 by default; seen at 301)."""

MISSED = 3
"""Intervals without a heartbeat after which a worker is dead."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For a server that answers an empty poll after `long_poll`."""

    long_poll: float = LONG_POLL

    @property
    def fresh(self) -> float:
        """Up to this age a poll is a sign of life: with 60 s, an idle worker's was up to 58 old."""
        return self.long_poll * 1.25

    @property
    def late(self) -> float:
        """How much later than due something may come."""
        return self.long_poll / 4


@dataclass(frozen=True, slots=True)
class Clocks:
    """What our own clock shows now, and what the server's does as far as that can be known."""

    ours: float
    server: float

    @classmethod
    def read(cls, pollers: Iterable[Poller], ours: float) -> "Clocks":
        """Ours is the server's as well, unless that has seen later, or would have forgotten."""
        times = [poller.at for poller in pollers] or [ours]
        possible = max(times) <= ours <= min(times) + FORGOTTEN
        return cls(ours, ours if possible else max(times))

    def since_poll(self, at: float) -> float:
        """How long ago the server saw this."""
        return self.server - at

    def since_beat(self, at: float) -> float:
        """How long ago a worker said this, by the clock that makes it younger: it knows neither."""
        return min((now - at for now in (self.ours, self.server) if now >= at), default=0.0)
