"""What became of a job, decided from what a user sees of it: nothing is asked here.

The job's own status decides. Temporal calls a workflow COMPLETED whose job never ran, so it is not
asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PATIENCE = 15.0
"""Seconds for the answer to the request: the operation's `patience` in the profile."""
ON_TIME = 10.0
"""Seconds from acceptance to the end: three times what a job takes on a busy machine."""
LATE = 25.0
"""Seconds after which a job that has not ended will not: what keeps a worker of the sandbox busy
lasts 20 s at most, of which a prediction takes some; the job itself takes a few more."""


class Outcome(StrEnum):
    """In the words of a verdict's effect; `completed` is what a report calls ready."""

    COMPLETED = "completed"
    WAITS = "waits"
    DEGRADED = "degraded"
    REJECTED = "rejected"
    HANGS = "hangs"
    FAILS = "fails"
    STALLS = "stalls"

    @property
    def runs(self) -> bool:
        """Whether the job came to its good end, be it late or with something lost."""
        return self in (Outcome.COMPLETED, Outcome.WAITS, Outcome.DEGRADED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the request met. Without a `status` there was no HTTP answer: in time, or at all."""

    status: int | None
    excerpt: str
    seconds: float
    in_time: bool = True
    job: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The job's status as it was last seen, None where it could not be read at all."""

    status: str | None
    seconds: float
    """From acceptance to the first sight of that status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A job's fate, and what a reader needs to believe it."""

    outcome: Outcome
    status: int | None
    """Of the HTTP answer."""
    excerpt: str
    """Of its body, or the client's error."""
    seconds: float
    """From the request to the end of what was observed."""
    job: int | None = None
    job_status: str | None = None
    lost: tuple[str, ...] = ()
    """Of a completed job: `updates`, `task`, `scalars`."""


def judge(answer: Answer, ending: Ending | None, lost: tuple[str, ...]) -> Outcome:
    """A status that nobody could read to the end of the limit stalls: no user sees that job end."""
    if not answer.in_time:
        return Outcome.HANGS
    if ending is None:
        return Outcome.REJECTED
    if ending.status in ("failed", "cancelled"):
        return Outcome.FAILS
    if ending.status != "completed":
        return Outcome.STALLS
    if ending.seconds > ON_TIME:
        return Outcome.WAITS
    return Outcome.DEGRADED if lost else Outcome.COMPLETED
