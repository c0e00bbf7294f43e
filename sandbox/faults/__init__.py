"""What can be broken, a row each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from sandbox.errors import UnknownFaultError
from sandbox.faults import (
    access,
    busy,
    caching,
    constraints,
    databases,
    leftovers,
    locks,
    network,
    objects,
    orchestration,
    output,
    rows,
    schema,
    starts,
    storage,
    takers,
    tracking,
    versions,
    waiting,
    workers,
)
from sandbox.faults.benign import BENIGN
from sandbox.faults.fault import Fault

__all__ = ["BENIGN", "FAULTS", "Fault", "find_fault"]

TITLES = {
    "platform-db": "Platform DB",
    "user-db": "User DB",
    "redis": "Redis",
    "temporal": "Temporal",
    "minio": "MinIO",
    "r2": "R2",
    "clearml": "ClearML",
    "labeler": "The Labeler",
    "api": "Backend API",
}

_ROWS = (
    *(fault for name, title in TITLES.items() for fault in network.faults(name, title)),
    *databases.FAULTS,
    *schema.FAULTS,
    *constraints.FAULTS,
    *rows.FAULTS,
    *access.FAULTS,
    *locks.FAULTS,
    *caching.FAULTS,
    *orchestration.FAULTS,
    *takers.FAULTS,
    *workers.FAULTS,
    *versions.FAULTS,
    *waiting.FAULTS,
    *busy.FAULTS,
    *leftovers.FAULTS,
    *starts.FAULTS,
    *storage.FAULTS,
    *objects.FAULTS,
    *tracking.FAULTS,
    *output.FAULTS,
)

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.name: fault for fault in sorted(_ROWS, key=lambda fault: fault.name)}
)


def find_fault(name: str) -> Fault:
    """Or a benign condition. UnknownFaultError, with the names that are meant perhaps."""
    every = {**FAULTS, **BENIGN}
    if name in every:
        return every[name]
    near = difflib.get_close_matches(name, every, n=3)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "`healthcheck sandbox faults` lists them"
    )
    raise UnknownFaultError(f"there is no fault {name!r}: {hint}")
