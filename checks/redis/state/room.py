"""How much room is left: memory, clients, and the time that an answer takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

Info = Mapping[str, Any]

NEARLY = 0.9
"""The part of a limit from which on it deserves a look."""

SLOW = 0.1
"""Seconds more than the way needs, from which on an answer deserves a look."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes used and allowed (0: as many as there are), and what happens beyond that.

    `evictable` is how many keys the policy may drop; `evicted` is how many it has dropped.
    """

    used: int
    limit: int
    policy: str = "noeviction"
    evictable: int = 0
    evicted: int = 0

    @classmethod
    def of(cls, info: Info) -> Self:
        """By INFO."""
        policy = str(info.get("maxmemory_policy", "noeviction"))
        # buffers of replicas and of the append-only file do not count
        uncounted = int(info.get("mem_not_counted_for_evict", 0))
        return cls(
            used=int(info.get("used_memory", 0)) - uncounted,
            limit=int(info.get("maxmemory", 0)),
            policy=policy,
            evictable=_evictable(info, policy),
            evicted=int(info.get("evicted_keys", 0)),
        )

    @property
    def full(self) -> bool:
        """Whether writes are refused: nothing may be dropped for them."""
        return 0 < self.limit < self.used and not self.evictable

    @property
    def nearly_full(self) -> bool:
        """Whether they soon will be."""
        return is_nearly(self.used, self.limit) and not self.evictable

    @property
    def evicting(self) -> bool:
        """Whether keys are being dropped, rather than were some time ago."""
        return is_nearly(self.used, self.limit) and self.evictable > 0 and self.evicted > 0

    @property
    def kept(self) -> str:
        """Why memory is not made free, where it is limited."""
        if self.policy == "noeviction":
            return "noeviction evicts nothing"
        keys = "no key has a TTL" if self.policy.startswith("volatile-") else "there are no keys"
        return f"{keys} ({self.policy})"

    @property
    def share(self) -> str:
        """In words."""
        return f"{size(self.used)} of {size(self.limit)} (maxmemory) are used"


def _evictable(info: Info, policy: str) -> int:
    """How many keys may be dropped; under `volatile-...` it takes one with a TTL."""
    if policy == "noeviction":
        return 0
    found = (value for key, value in info.items() if key[:2] == "db" and key[2:].isdecimal())
    counted = "expires" if policy.startswith("volatile-") else "keys"
    return sum(int(each.get(counted, 0)) for each in found if isinstance(each, Mapping))


def clients(info: Info) -> tuple[int, int]:
    """Connected clients without ourselves, and their limit; 0 where INFO does not tell.

    Replicas and the nodes of a cluster take places, too.
    """
    counted = ("connected_clients", "connected_slaves", "cluster_connections")
    connected = sum(int(info.get(each, 0)) for each in counted)
    return max(0, connected - 1), int(info.get("maxclients", 0))


def is_nearly(used: int, limit: int) -> bool:
    """Whether so much of a limit is used that it deserves a look."""
    return limit > 0 and used >= NEARLY * limit


def is_slow(answered: float, way: float) -> bool:
    """Whether an answer took longer than the way to the server explains; both in seconds."""
    return answered - way >= SLOW


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if count >= 1 << power:
            return f"{count / (1 << power):.1f} {unit}"
    return f"{count} bytes"
