"""A state of the platform, and what a report on it should name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Variables = Mapping[str, str]
Changed = Mapping[str, str | None]
"""Settings in place of the stack's; None: not set."""
Change = Callable[[Variables], Changed]


BY_ROLE = "(--env-file worker=FILE)"
"""What makes `configured` hold the worker's settings against the backend's."""


class Kind(StrEnum):
    FAULT = "fault"
    SETTING = "setting"
    BENIGN = "benign"
    PAIR = "pair"

    @property
    def single(self) -> bool:
        """Whether one thing is wrong."""
        return self in (Kind.FAULT, Kind.SETTING)


def unchanged(_: Variables) -> Changed:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`faults` are the sandbox's, benign conditions among them.

    `everybody` changes the settings of the backend, the worker and whoever reads the team's `.env`;
    `backend` and `worker` those of that process alone.
    """

    name: str
    kind: Kind
    about: tuple[tuple[str, ...], ...] = ()
    """For each thing that is wrong, what may be named as its root cause: `dependency.step`, or a
    dependency where any step of it will do. Chosen by reason, before anything was scored."""
    told_by: tuple[str, ...] = ()
    """Steps of the design's table that tell of it, where naming it takes more than a server's own
    steps: what a miss is explained with while they do not exist or cannot be asked."""
    faults: tuple[str, ...] = ()
    everybody: Change = unchanged
    backend: Change = unchanged
    worker: Change = unchanged

    @property
    def changes_settings(self) -> bool:
        return {self.everybody, self.backend, self.worker} != {unchanged}


def names(root_cause: str, acceptable: tuple[str, ...]) -> bool:
    """Whether a root cause of a report is one of those, or a step of one of those."""
    dependency, _, _ = root_cause.partition(".")
    return root_cause in acceptable or dependency in acceptable
