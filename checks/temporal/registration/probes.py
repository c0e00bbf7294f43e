"""Tasks of our own on the platform's queue: what they are called, and how each of them ended.

They ask for a type that nobody has, with an argument that nobody can decode, so that no code of the
platform's runs; only what takes every type and decodes nothing does.
"""

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.temporal.registration.replies import text_of

if TYPE_CHECKING:
    from temporalio.api.failure.v1 import Failure

UNKNOWN = "__healthcheck_registration_probe__"
"""The type that nobody has registered."""

PREFIX = "__healthcheck-"
"""Every id of ours begins with it."""

OWN = "healthcheck"
"""Our identity, as the client has it."""

LIFE = timedelta(seconds=10)
"""After which the server ends a probe by itself, whatever becomes of us."""

TASK = timedelta(seconds=2)
"""What a worker may take for a task; an idle one takes some milliseconds."""

PATIENCE = 2.0
"""Seconds for which a probe must have lain there, that nobody is said to take it; who lives takes
milliseconds."""

LEAST = 0.5
"""Seconds without which nobody is asked; TimeoutError then."""

PROMPT = 1.0
"""Seconds within which a worker that is not busy takes a probe: one that takes it later may still
be about to answer."""

AT_ONCE = 4
"""Probes sent together, or two for each worker: which worker takes one is the server's choice."""

MORE = 8
"""Probes sent for those who were not heard, or two for each worker."""

MOST = 16

ROUNDS = 3
"""How often more are sent: a worker with one slot is often passed over. One that has gone since
stays unheard."""

PROMPTLY = 0.5
LATE = 1.5
"""Seconds after which more are sent where one is not answered: of a fast server, and of the
slowest."""


@dataclass(frozen=True, slots=True)
class Until:
    """When all must be over, by the event loop's clock. It is no part of what is asked: whoever
    asks the same later gets the same answer."""

    at: float = field(compare=False)

    @property
    def left(self) -> float:
        """Seconds."""
        return self.at - asyncio.get_running_loop().time()


class End(StrEnum):
    """What became of a probe."""

    FAILED = "failed"
    """A worker answered: it cannot do this."""
    RAN = "ran"
    """A worker has something for every type, and has run it."""
    BEGUN = "begun"
    """A worker took it, and did not answer."""
    WAITING = "waiting"
    """Nobody took it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How one probe ended, by which worker; where it failed, in its words, with the failure's type
    and which SDK it is from."""

    end: End
    identity: str = ""
    message: str = ""
    kind: str = ""
    sdk: str = ""

    @property
    def answered(self) -> bool:
        """Whether it was a worker that ended it."""
        return self.end in (End.FAILED, End.RAN)


NOBODYS = b"binary/x-healthcheck"
"""An encoding that no converter knows: our argument has it, so that nobody is handed it."""


def soon(start: float) -> float:
    """Seconds within which probes are answered that all live workers have got, where starting them
    took so many: the server writes some five times for each, and the way there is as long again."""
    return min(max(PROMPTLY, 6 * start), LATE)


def failed(identity: str, failure: "Failure") -> Ending:
    """The ending of a probe that this worker has failed with this."""
    kind = failure.application_failure_info.type
    return Ending(End.FAILED, identity, text_of(failure), kind, failure.source)


def number(workers: int) -> int:
    """How many probes hear every one of so many workers, nearly always."""
    return min(max(AT_ONCE, 2 * workers), MOST)


def more(workers: int) -> int:
    """How many are sent for those of so many workers who were not heard."""
    return max(MORE, number(workers))


def name() -> str:
    """A new id."""
    return f"{PREFIX}{uuid.uuid4()}"
