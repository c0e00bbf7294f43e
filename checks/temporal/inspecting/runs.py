"""A workflow that was started, and what it is at: plain values. Times are seconds of the epoch, by
the server's clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from healthcheck import Manner, Status


class Phase(StrEnum):
    """Of a task, or an activity."""

    SCHEDULED = "scheduled"
    STARTED = "started"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A workflow task: the workflow's code is to go on. Since when it is in its phase, and the how
    manieth try this is; `failed` is why the first one failed, None where it was not answered."""

    phase: Phase
    since: float
    attempt: int = 1
    failed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Since when it is in its phase: scheduled, that may be a time to come. `failed` is why the try
    before this failed, `most` how many there may be (0: any number); `said` when it last sent a
    heartbeat, `limit` when Temporal will give it up."""

    name: str
    queue: str
    phase: Phase
    since: float
    attempt: int = 1
    most: int = 0
    failed: str = ""
    worker: str = ""
    said: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`status` in the server's words, in lower case. `others` is what else it waits for, by name;
    `timer` when the next of its timers ends, or it begins; `children` the ids of its children.
    `ending` is why it has failed or been ended, where it has been."""

    id: str
    type: str
    queue: str
    status: str
    started: float
    closed: float | None = None
    turn: Turn | None = None
    activities: Sequence[Activity] = ()
    others: Sequence[str] = ()
    children: Sequence[str] = ()
    timer: float | None = None
    ending: str = ""

    @property
    def queues(self) -> frozenset[str]:
        """Those of whose workers it matters what they are."""
        turns = {self.queue} if self.turn else set()
        return frozenset(turns | {each.queue for each in self.activities})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands, in words, and what that means: nothing where it goes on."""

    said: str
    code: str = ""
    status: Status = Status.OK
    manner: Manner = Manner.REFUSES

    @property
    def weight(self) -> tuple[int, bool]:
        """The more of it, the more does it stand in the way."""
        order = (Status.OK, Status.WARN, Status.UNKNOWN, Status.FAIL)
        return order.index(self.status), self.manner is not Manner.BLOCKS


def quoted(run: Run, quote: Callable[[str], str]) -> Run:
    """With what workers have said made fit for a sentence."""
    turn, failed = run.turn, run.turn.failed if run.turn else None
    if turn and failed is not None:
        turn = replace(turn, failed=quote(failed))
    activities = [replace(each, failed=quote(each.failed)) for each in run.activities]
    return replace(run, turn=turn, activities=activities, ending=quote(run.ending))
