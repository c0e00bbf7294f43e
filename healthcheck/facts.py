"""What one dependency's step found out, for the steps of others."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from healthcheck.model import Finding, Status
from healthcheck.target import Malformed

TOLD = (Status.OK, Status.WARN)
"""How a step ends whose facts are to be believed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A setting that names the step whose facts another step uses: `platform-db.rows`."""

    dependency: str
    step: str

    @classmethod
    def parse(cls, text: str) -> "Source":
        """Malformed where it is not a dependency and its step."""
        dependency, _, step = text.partition(".")
        if not dependency or not step:
            raise Malformed("expected a dependency and its step, such as platform-db.rows")
        return cls(dependency, step)

    def __str__(self) -> str:
        return f"{self.dependency}.{self.step}"


@dataclass(frozen=True, slots=True)
class Told:
    """How a step ended, and what it published."""

    finding: Finding
    facts: Mapping[str, object]

    @property
    def believed(self) -> bool:
        """A step that failed has published nothing to rely on."""
        return self.finding.status in TOLD


class Board:
    """Where the steps of a run leave what they found out. It orders nothing: who waits, waits
    within the limit of a step of its own."""

    def __init__(self, asked: Iterable[Source]) -> None:
        self._told: dict[Source, asyncio.Future[Told | None]] = {
            each: asyncio.get_running_loop().create_future() for each in asked
        }

    def asks(self, source: Source) -> bool:
        """Whether that step is part of this run."""
        return source in self._told

    async def told(self, source: Source, *, within: float) -> Told | None:
        """How the step ended; None where it did not, in so many seconds or at all."""
        future = self._told[source]
        await asyncio.wait({future}, timeout=within)
        return future.result() if future.done() else None

    def tell(self, source: Source, told: Told) -> None:
        """The first word on a step counts."""
        if source in self._told and not self._told[source].done():
            self._told[source].set_result(told)

    def close(self, dependency: str) -> None:
        """Nothing more will be told of it."""
        for source, future in self._told.items():
            if source.dependency == dependency and not future.done():
                future.set_result(None)
