"""Signals that ask us to end, as an exception that can wait for the right moment."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Self

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if os.name == "posix" else ()


class Interrupted(BaseException):
    """A signal asks us to end: no error, and nothing may swallow it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Interrupts:
    """Entered, it makes the first signal raise Interrupted; others do not disturb the ending."""

    def __init__(self) -> None:
        self._held = False
        self._pending: int | None = None

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._arrive) for number in NUMBERS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def hold(self) -> None:
        """Keeps back what arrives, where raising would lose something half made."""
        self._held = True

    def release(self) -> None:
        """Raises what was kept back."""
        self._held = False
        if self._pending is not None:
            self._raise(self._pending)

    def _arrive(self, number: int, _: FrameType | None) -> None:
        if self._held:
            self._pending = number
        else:
            self._raise(number)

    def _raise(self, number: int) -> None:
        for each in NUMBERS:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)
