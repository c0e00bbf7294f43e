"""Versions of workers, and to which of them the server gives the tasks of a queue.

A worker may say that it is a version of a deployment. New workflows then go to the version that
somebody has made the deployment's current one, and to no other: whoever polls besides gets nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A build of a deployment. Where there is none, None stands for the unversioned workers."""

    deployment: str
    build: str

    def __str__(self) -> str:
        return f"{self.deployment}.{self.build}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """As servers write it; None for the unversioned workers, who go by a name of their own."""
        deployment, _, build = text.partition(".")
        return cls(deployment, build) if build else None


@dataclass(frozen=True, slots=True)
class Routing:
    """Who gets new tasks: the current version, and `percentage` of them the ramping one.

    `changed` is whether that was ever anything else than the unversioned workers: tasks may then
    wait for a version that is no longer polled, and be nobody's concern.
    """

    current: Version | None = None
    ramping: Version | None = None
    percentage: float = 0.0
    changed: bool = False

    def shares(self) -> Sequence[tuple[Version | None, float]]:
        """Who gets how much, in percent; nobody who gets nothing."""
        ways = [(self.current, 100.0 - self.percentage), (self.ramping, self.percentage)]
        return [(version, share) for version, share in ways if share > 0]
