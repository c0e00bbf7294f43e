"""What looks like a fault and is none: a job is created and trained as ever, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.faults import (
    benign_databases,
    benign_processes,
    benign_schema,
    benign_stores,
    benign_worker,
    benign_workers,
    versions,
)
from sandbox.faults.fault import Fault

BENIGN: Mapping[str, Fault] = MappingProxyType(
    {
        each.name: each
        for each in (
            *benign_databases.CONDITIONS,
            *benign_schema.CONDITIONS,
            *benign_stores.CONDITIONS,
            *benign_processes.CONDITIONS,
            *benign_worker.CONDITIONS,
            *benign_workers.CONDITIONS,
            *versions.CONDITIONS,
        )
    }
)
