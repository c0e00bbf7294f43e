"""The platform's two characters: as it was measured, and as it would be with its lessons learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Patience:
    """How long a client waits, in seconds, and how often it tries; None waits as long as it may."""

    connect: float
    read: float
    attempts: int = 1


@dataclass(frozen=True)
class Variant:
    name: str
    blocks: bool
    """Whether what waits for a database or a store does so in the event loop."""
    database: float | None
    """Seconds for connecting, for a statement and for a lock, each."""
    datasets: Patience
    """R2."""
    internal: Patience
    """MinIO."""
    temporal: float
    """Seconds for one call."""
    labeler: float
    """Seconds for its answer."""
    locks: bool
    """Whether a job needs Redis before it is inserted."""
    tracks: bool
    """Whether ClearML's task is made in the request; else by the worker."""
    snapshots: bool
    """Whether the dataset's state is kept in MinIO and in the Platform DB."""


ORIGINAL = Variant(
    name="original",
    blocks=True,  # Platform DB, R2 or MinIO silent: the whole API freezes, `/health` included
    database=None,  # User DB or Platform DB silent: hangs
    datasets=Patience(connect=30, read=30, attempts=4),  # R2 silent: 500 after 121-124 s
    internal=Patience(connect=10, read=10, attempts=4),  # MinIO silent: 500 after 47-51 s
    temporal=30,  # Temporal silent: 500 after 30 s
    labeler=30,  # silent: 500 after 30 s
    locks=False,  # Redis is not in the path
    tracks=False,  # ClearML silent: 200, and the worker blocks
    snapshots=True,
)

GUARDED = Variant(
    name="guarded",
    blocks=False,
    database=5,
    datasets=Patience(connect=5, read=5),
    internal=Patience(connect=5, read=5),
    temporal=5,
    labeler=5,
    locks=True,
    tracks=True,
    snapshots=False,
)

VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {variant.name: variant for variant in (ORIGINAL, GUARDED)}
)
