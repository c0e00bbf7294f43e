"""Whether the server takes writes: replicas, masters, and the disk."""

from collections.abc import Mapping
from typing import Any

Info = Mapping[str, Any]


def is_replica(info: Info) -> bool:
    """Whether it follows a master."""
    return info.get("role") == "slave"


def is_read_only_replica(info: Info) -> bool:
    """Whether it follows a master and takes no writes of its own."""
    return is_replica(info) and int(info.get("slave_read_only", 1)) == 1


def cannot_append(info: Info) -> bool:
    """Whether the append-only file could not be written: writes are then refused."""
    return bool(info.get("aof_enabled")) and info.get("aof_last_write_status") == "err"


def failed_to_save(info: Info) -> bool:
    """Whether the last snapshot failed: writes are then refused, unless that is switched off."""
    return info.get("rdb_last_bgsave_status") == "err"


def good_replicas(info: Info) -> int | None:
    """Replicas that have answered lately; None where no write needs any."""
    return int(info["min_slaves_good_slaves"]) if "min_slaves_good_slaves" in info else None


def are_too_few(there: int, demanded: str | None) -> bool:
    """Whether writes are refused for want of replicas; `demanded` is None where it is not told."""
    return there < int(demanded or 1)
