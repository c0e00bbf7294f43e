"""A process of the platform itself: it is given the stack's settings, and may be given wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sandbox.ground import Ground
from sandbox.server import Server

Variables = Callable[[], Mapping[str, str]]


class Part(Server):
    """The backend or the worker."""

    def __init__(
        self, name: str, ground: Ground, *, needs: Sequence[str], variables: Variables
    ) -> None:
        super().__init__(name, ground)
        self.needs = tuple(needs)
        self.overrides: Mapping[str, str | None] = {}
        """Settings that are this process's alone; None: it has none of that name."""
        self._variables = variables

    def environment(self) -> dict[str, str]:
        """The stack's variables, and its own over them."""
        every = {**self._variables(), **self.overrides}
        return {name: value for name, value in every.items() if value is not None}

    async def restart(self) -> None:
        """A new process, whatever became of the old one; with its present overrides."""
        await self.end()
        await self.launch()
