"""How a worker works, where it is to differ from the usual; read from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

BEAT = "2"  # seconds; the SDK's own 60 s would keep a dead worker fresh for minutes
BOTH = "workflows,activities"
DEPLOYMENT = "training-platform"


@dataclass(frozen=True)
class Working:
    workflows: bool
    activities: bool
    """Whether it takes these."""
    slots: int | None
    """How many activities it runs at once; None leaves it to the SDK."""
    heartbeat: timedelta | None
    """How often it tells the server of itself; None: never."""
    build: str | None
    """Of which build of the deployment it is; None: not versioned."""
    dynamic: bool
    """Whether it takes workflows of types that nobody has registered, too."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        read = environ.get
        beat = float(read("PLATFORM_HEARTBEAT", BEAT))
        return cls(
            workflows="workflows" in read("PLATFORM_TAKES", BOTH),
            activities="activities" in read("PLATFORM_TAKES", BOTH),
            slots=int(slots) if (slots := read("PLATFORM_SLOTS")) else None,
            heartbeat=timedelta(seconds=beat) if beat else None,
            build=read("PLATFORM_BUILD"),
            dynamic=bool(read("PLATFORM_DYNAMIC")),
        )
