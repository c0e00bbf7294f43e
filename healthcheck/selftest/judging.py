"""What is wrong with how a check took a fake: pure decisions about an outcome."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from healthcheck.clock import BLOCKED, GRACE
from healthcheck.connection import CLOSING
from healthcheck.model import Outcome, Status
from healthcheck.selftest.hostile import raw

LEEWAY = 0.5
"""Seconds beyond all limits, for looking up names and closing sockets."""

BOUND = 16 * 1024 * 1024
"""Bytes that a check may read of what it is sent."""

CRASHED = ("internal.unrecognised", "internal.cancelled")
"""What no check knew what to make of."""

BAD = (Status.FAIL, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a check took a fake: the code it ended with, the bytes that it read, and what is wrong
    with that, if anything."""

    kind: str
    fake: str
    code: str
    seconds: float
    read: int = 0
    wrong: tuple[str, ...] = ()


def judged(
    outcome: Outcome,
    *,
    timeout: float,
    lag: float = 0.0,
    read: int = 0,
    in_words: bool = False,
) -> Trial:
    """The trial that an outcome is of.

    `lag` is for how long others kept the event loop, `read` how many bytes were read of the fake.
    `in_words`: the fake answered in the service's own protocol, by words that nobody can know, so
    that unknown is the honest answer.
    """
    told = next(each.code for each in outcome.findings if each.status is outcome.status)
    return Trial(
        outcome.check,
        outcome.dependency,
        told or str(outcome.status),
        outcome.seconds,
        read,
        (
            *_late(outcome, timeout, lag),
            *_misread(outcome, () if in_words else CRASHED),
            *_shown(outcome),
            *_unbounded(read),
        ),
    )


def _late(outcome: Outcome, timeout: float, lag: float) -> Iterator[str]:
    """Where the event loop was kept, the engine has granted the time once more."""
    granted = 2 * timeout if lag > BLOCKED else timeout
    if outcome.seconds > granted + GRACE + CLOSING + LEEWAY + lag:
        yield f"it took {outcome.seconds:.1f} s"


def _misread(outcome: Outcome, crashed: Collection[str]) -> Iterator[str]:
    """A healthy dependency, or something that nobody has thought of."""
    if outcome.status not in BAD:
        yield f"it reads as {outcome.status}"
    for each in outcome.findings:
        code = each.code or ""
        if each.status in BAD and (code in crashed or code.startswith("config.")):
            yield f"{each.step} ends with {code}: {each.summary}"


def _shown(outcome: Outcome) -> Iterator[str]:
    text = next(raw(outcome), None)
    if text:
        yield f"it shows what a terminal obeys: {text}"


def _unbounded(read: int) -> Iterator[str]:
    if read > BOUND:
        yield f"it read {read / 1024**2:.0f} MB"
