"""Experiment tracking: what ClearML refuses is logged, and the job goes on without it.

What ClearML leaves without an answer is another matter: that is each tracker's own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from sandbox.platform.settings import Settings

log = logging.getLogger(__name__)


class Tracker(Protocol):
    """None of these raises."""

    async def create(self, name: str) -> str | None:
        """The new task's id; None where the job trains untracked."""

    async def begin(self, task: str) -> None: ...

    async def report(self, task: str, epoch: int, scalars: Mapping[str, float]) -> None: ...

    async def end(self, task: str, error: str | None) -> None:
        """Completes it, or fails it with `error`."""


def tracker(settings: Settings) -> Tracker:
    """The SDK's import takes as long as the worker's whole start: only a job brings it in."""
    if settings.variant.tracks:
        from sandbox.platform.tracking_api import Api

        return Api(settings.tracking)
    from sandbox.platform.tracking_sdk import Sdk

    return Sdk()


@contextmanager
def forgiven(what: str) -> Iterator[None]:
    """Logs an error, whatever it is."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the SDK raises what it likes; jobs train untracked
        log.warning("%s: %r", what, error)
