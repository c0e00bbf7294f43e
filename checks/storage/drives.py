"""MinIO's drives: which are there, and how full they are, where the keys may know."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.storage.arrival import StoreProbe
from checks.storage.client import Client

INFO = "/minio/admin/v3/info"

LOW = 0.05
"""The free part of a drive below which it deserves a look."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive as the server tells of it; sizes in bytes, 0 where it tells none."""

    name: str
    state: str
    total: int
    free: int

    @property
    def is_low(self) -> bool:
        """Whether little of it is free."""
        return self.total > 0 and self.free < LOW * self.total


async def drives(client: Client, probe: StoreProbe) -> None:
    """A store that has lost drives, or is nearly full, serves until it does not."""
    told = await client.call(client.store.administer, INFO)
    if told.status != 200:
        probe.unsupported(f"these keys, or this server, tell nothing of it (HTTP {told.status})")
    found = list(read(told.data))
    if not found:
        probe.unsupported("the server tells of no drives")
    offline = [each for each in found if each.state != "ok"]
    low = [each for each in found if each not in offline and each.is_low]
    probe.evidence(drives=len(found), drives_offline=len(offline))
    if offline:
        named = ", ".join(f"{each.name} is {each.state}" for each in offline)
        probe.warn("drives-offline", f"{len(offline)} of {len(found)} drives: {probe.quote(named)}")
    if low:
        named = ", ".join(f"{each.name} has {each.free / each.total:.0%} left" for each in low)
        probe.warn("nearly-full", probe.quote(named))


def read(data: bytes) -> Iterator[Drive]:
    """The drives in MinIO's own words; none where it is anything else."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    for server in _tables(document, "servers"):
        for drive in _tables(server, "drives"):
            yield Drive(
                name=str(drive.get("endpoint") or drive.get("path") or "a drive"),
                state=str(drive.get("state", "ok")),
                total=_size(drive, "totalspace"),
                free=_size(drive, "availspace"),
            )


def _tables(document: object, name: str) -> list[Mapping[str, Any]]:
    found = document.get(name) if isinstance(document, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _size(drive: Mapping[str, Any], name: str) -> int:
    value = drive.get(name)
    return value if isinstance(value, int) else 0
