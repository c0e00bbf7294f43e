"""A process of the platform itself: it is given the stack's settings, or wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sandbox.condition import met, until
from sandbox.ground import Ground
from sandbox.server import LIMIT, Server

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

    async def settled(self) -> None:
        """Waits until it answers, or has ended. SandboxError when neither happens within LIMIT."""

        async def answered_or_ended() -> bool:
            return await met(self.ask, patience=LIMIT) is None or self.process is None

        if not await until(answered_or_ended, limit=LIMIT):
            raise self.failure("neither answers nor ends")

    async def restart(self) -> None:
        """A new process, whatever became of the old one; with its present overrides.

        The old one may say goodbye: Temporal lists a worker that does not for five minutes more.
        """
        await self.shut_down()
        await self.launch()
