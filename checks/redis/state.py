"""What INFO tells: pure decisions about limits, replicas and the disk."""

import re
from collections.abc import Mapping
from typing import Any

Info = Mapping[str, Any]

NEARLY = 0.9
"""The part of a limit from which on it deserves a look."""


def memory(info: Info) -> tuple[int, int]:
    """Bytes used and their limit, where writes are refused beyond it; else a limit of 0.

    What may be evicted never fills up; under `volatile-…` that takes keys with a TTL.
    """
    limit = int(info.get("maxmemory", 0))
    policy = str(info.get("maxmemory_policy", "noeviction"))
    volatile = policy.startswith("volatile-")
    expiring = sum(int(each.get("expires", 0)) for each in _keyspace(info))
    if not (policy == "noeviction" or (volatile and not expiring)):
        limit = 0
    # buffers of replicas and of the append-only file do not count, and are not told to everybody
    free_of_charge = int(info.get("mem_not_counted_for_evict", 0))
    return int(info.get("used_memory", 0)) - free_of_charge, limit


def kept(info: Info) -> str:
    """Why memory is not made free, where it is limited."""
    policy = str(info.get("maxmemory_policy", "noeviction"))
    return f"{policy} evicts nothing" if policy == "noeviction" else f"no key has a TTL ({policy})"


def clients(info: Info) -> tuple[int, int]:
    """Connected clients without ourselves, and their limit; 0 where INFO does not tell."""
    return max(0, int(info.get("connected_clients", 1)) - 1), int(info.get("maxclients", 0))


def nearly(used: int, limit: int) -> bool:
    """Whether so much of a limit is used that it deserves a look."""
    return limit > 0 and used >= NEARLY * limit


def server(info: Info) -> tuple[str, str]:
    """The server's own name and version; Valkey calls its Redis-compatible version otherwise."""
    name = str(info.get("server_name", "redis"))
    return name, str(info.get(f"{name}_version", info.get("redis_version", "")))


def is_read_only_replica(info: Info) -> bool:
    """Whether it follows a master and takes no writes of its own."""
    return info.get("role") == "slave" and int(info.get("slave_read_only", 1)) == 1


def cannot_append(info: Info) -> bool:
    """Whether the append-only file could not be written: writes are then refused."""
    return bool(info.get("aof_enabled")) and info.get("aof_last_write_status") == "err"


def failed_to_save(info: Info) -> bool:
    """Whether the last snapshot failed: writes are then refused, unless that is switched off."""
    return info.get("rdb_last_bgsave_status") == "err"


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if count >= 1 << power:
            return f"{count / (1 << power):.1f} {unit}"
    return f"{count} bytes"


def _keyspace(info: Info) -> list[Mapping[str, Any]]:
    found = (value for key, value in info.items() if key[:2] == "db" and key[2:].isdecimal())
    return [each for each in found if isinstance(each, Mapping)]


def denied_command(answer: str) -> str | None:
    """The command that an ACL denies, by what DRYRUN or NOPERM says; None for OK, key, channel."""
    match = re.search(r"run the '([^']+)' command", answer)
    return match[1].upper() if match else None
