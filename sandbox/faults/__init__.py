"""What can be broken, a row each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from sandbox.errors import UnknownFaultError
from sandbox.faults import databases, network, orchestration, storage, tracking
from sandbox.faults.fault import Fault

__all__ = ["FAULTS", "Fault", "fault"]

TITLES = {
    "platform-db": "Platform DB",
    "user-db": "User DB",
    "redis": "Redis",
    "temporal": "Temporal",
    "minio": "MinIO",
    "r2": "R2",
    "clearml": "ClearML",
}

_ROWS = (
    *(fault for name, title in TITLES.items() for fault in network.faults(name, title)),
    *databases.FAULTS,
    *orchestration.FAULTS,
    *storage.FAULTS,
    *tracking.FAULTS,
)

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {fault.name: fault for fault in sorted(_ROWS, key=lambda fault: fault.name)}
)


def fault(name: str) -> Fault:
    """UnknownFaultError, with the names that are meant perhaps."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, n=3)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "`healthcheck sandbox faults` lists them"
    )
    raise UnknownFaultError(f"there is no fault {name!r}: {hint}")
