"""What steps begin before their time: a process that starts while others still import."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol, TypeVar


class Begun(Protocol):
    """Closed when the dependency's outcome is known."""

    def close(self) -> None:
        """Ends it, whether it has done its work or not."""


B = TypeVar("B", bound=Begun)
Begin = Callable[[Any], Begun]


class Early:
    """What has begun for one dependency, until its outcome is known."""

    def __init__(self, target: object) -> None:
        self._target = target
        self._begun: dict[object, Any] = {}

    def begin(self, functions: Iterable[Begin]) -> None:
        """Begins all; one that cannot is tried again when its step is asked, and fails there."""
        for function in functions:
            with suppress(OSError):
                self.get(function)

    def get(self, function: Callable[[Any], B]) -> B:
        """What the function began, now if nobody has yet."""
        if function not in self._begun:
            self._begun[function] = function(self._target)
        begun: B = self._begun[function]
        return begun

    def close(self) -> None:
        """Ends all of it."""
        for each in self._begun.values():
            each.close()
