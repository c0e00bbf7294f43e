"""Tasks that wait for somebody to take them, and whether anybody does: plain values, judged.

The server's numbers are up to five seconds old: it keeps an answer that long, its rates as well,
so asking again shows nothing within the time that a step has. But it also tells how many tasks it
has given out per second of the last half minute, and that is what decides: where something has been
given out the queue moves, however long it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checks.temporal.liveness.workers import Kind, Seen, State

KEPT = 6.0
"""Seconds for which the server may repeat its numbers, and a little: 5 by its default."""

NEVER = 0.001
"""Tasks per second that are none: one in half a minute is more."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Tasks that wait: how many, the oldest for how many seconds, and how many per second were
    `given` out of late. `limited`: a limit on that rate holds them back."""

    count: int = 0
    age: float = 0.0
    given: float = 0.0
    limited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerated:
    """What still is no finding."""

    age: float
    count: int


class Wait(StrEnum):
    """What a backlog means; the values are codes."""

    NONE = ""
    MOVING = "backlog"
    BUSY = "saturated"
    STUCK = "backlog-stuck"
    UNCLEAR = "backlog-unclear"


def over(backlog: Backlog, limits: Tolerated) -> bool:
    """Whether it deserves a look at all."""
    return backlog.count > 0 and (backlog.age > limits.age or backlog.count > limits.count)


def stands(backlog: Backlog, limits: Tolerated) -> bool:
    """Whether the oldest has waited too long, and nothing was given out meanwhile."""
    return backlog.age > limits.age and backlog.given < NEVER and not backlog.limited


def judge(
    kind: Kind,
    backlog: Backlog,
    limits: Tolerated,
    seen: Sequence[Seen],
    *,
    at_work: Collection[str] = (),
    uptimes: Sequence[float] = (),
) -> Wait:
    """What it means. `seen` are the workers that these tasks go to, `at_work` the identities that
    have an activity in hand, `uptimes` the seconds since each living worker was started, as far as
    that is known.

    Nobody takes work where somebody says that it could, or has long asked for tasks of workflows,
    which take no time. Without heartbeats a worker that is at an activity looks like a dead one.
    """
    if not over(backlog, limits):
        return Wait.NONE
    if not stands(backlog, limits) or any(each < KEPT * 2 for each in uptimes):
        return Wait.MOVING
    own = [each for each in seen if each.kind is kind]
    if all(each.state.gone for each in seen) or any(_could(each, backlog) for each in own):
        return Wait.STUCK
    busy = any(_is_busy(each, at_work) for each in own)
    return Wait.BUSY if busy else Wait.UNCLEAR


def _could(seen: Seen, backlog: Backlog) -> bool:
    """Whether a task was there for this one, and it had nothing to keep it from taking it."""
    if seen.state is not State.FREE:
        return False
    if seen.beat is not None:
        if seen.slots is None or seen.slots.free == 0:
            return False
        if backlog.age - seen.beat > KEPT:
            return True
    return seen.kind is Kind.WORKFLOW and seen.polled is not None and seen.polled > KEPT


def _is_busy(seen: Seen, at_work: Collection[str]) -> bool:
    """Whether it has something in hand, and has not asked for more since."""
    quiet = seen.polled is None or seen.polled > KEPT
    return seen.state is State.BUSY or (seen.identity in at_work and quiet)
