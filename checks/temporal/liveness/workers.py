"""Workers as the server has seen them, and what became of each. Times are seconds of the epoch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from checks.temporal.routing.versions import Version

INTERVAL = 60.0
"""Seconds between two heartbeats by the SDKs' default, which is also the longest they allow."""

SHORTEST_INTERVAL = 1.0
"""Seconds; no SDK lets a worker send its heartbeat more often."""


class Kind(StrEnum):
    """What a worker takes: workflow tasks and activities have queues of their own by one name."""

    WORKFLOW = "workflow"
    ACTIVITY = "activity"


class State(StrEnum):
    """What a worker is to a kind of task; of several workers, the first in this order counts."""

    FREE = "free"
    BUSY = "busy"
    UNCLEAR = "unclear"
    STALE = "dead"
    ENDED = "shut down"
    ABSENT = "absent"

    @property
    def lives(self) -> bool:
        """It is proven that this one takes tasks, or will when it has done with others."""
        return self in (State.FREE, State.BUSY)

    @property
    def gone(self) -> bool:
        """It is proven that this one takes nothing."""
        return self in (State.STALE, State.ENDED, State.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Somebody asked for work of this kind, the last time at `at` by the server's clock."""

    identity: str
    kind: Kind
    at: float
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """How many tasks a worker still takes (-1: no fixed number), and how many it is at."""

    free: int
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a worker said of itself at `at` by its own clock; `slots` of the kinds that it takes.

    `interval` is the time since its heartbeat before, None for its first; `sdk` is name and
    version. One identity can have several: two workers in a process, or one that was started
    again under the same name.
    """

    identity: str
    at: float
    interval: float | None = None
    ended: bool = False
    slots: Mapping[Kind, Slots] = field(default_factory=dict)
    started: float | None = None
    host: str = ""
    pid: str = ""
    sdk: str = ""
    version: Version | None = None

    @property
    def due(self) -> float:
        """Seconds between its heartbeats; more than the longest means that some were lost."""
        return min(max(self.interval or INTERVAL, SHORTEST_INTERVAL), INTERVAL)

    def takes(self, kind: Kind) -> bool:
        """Whether it spoke for this kind; one that ends no longer tells its slots."""
        return self.ended or kind in self.slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An activity that a worker has begun and not ended: since when, by the server's clock, and
    when it last reported to be at it, None where it never did."""

    identity: str
    name: str
    since: float
    said: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One worker, one kind. Ages in seconds; `due` is its heartbeat's interval, `task` the name of
    an activity that it is at, where that was asked, and `busy` for how long."""

    identity: str
    kind: Kind
    state: State
    polled: float | None = None
    beat: float | None = None
    due: float | None = None
    slots: Slots | None = None
    task: str = ""
    busy: float = 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The code of what stands in the way, None where nothing does, and what it was judged by."""

    code: str | None
    seen: tuple[Seen, ...]

    def state(self, kind: Kind) -> State:
        """The best that any worker is to this kind of task."""
        order = list(State)
        states = (each.state for each in self.seen if each.kind is kind)
        return min(states, key=order.index, default=State.ABSENT)

    @property
    def living(self) -> frozenset[str]:
        """Who is proven to live."""
        return frozenset(each.identity for each in self.seen if each.state.lives)
