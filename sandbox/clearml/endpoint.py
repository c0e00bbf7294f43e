"""An endpoint of the API: what answers, what it needs, and what it requires of a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clearml.call import FIRST, Call, Data
from sandbox.clearml.records import Records
from sandbox.clearml.stores import DATABASE, Needs

Handler = Callable[[Records, Call], Data]


@dataclass(frozen=True)
class Endpoint:
    answer: Handler
    required: tuple[str, ...] = ()
    needs: Needs = DATABASE
    since: str = FIRST
    """The API's version."""
    open: bool = False
    """Whether anybody may call it."""
