"""What the server is: by itself, a Sentinel, a node of a cluster, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from checks.redis.connecting.parts import Kind

Info = Mapping[str, Any]

SLOTS = 16384
"""Into so many parts a cluster divides its keys."""

NAMED = 3
"""Of the masters that a Sentinel watches, so many are named."""


def server(info: Info) -> tuple[str, str]:
    """The server's own name and version; Valkey calls its Redis-compatible version otherwise."""
    name = str(info.get("server_name", "redis"))
    return name, str(info.get(f"{name}_version", info.get("redis_version", "")))


def mode(info: Info) -> str:
    """`standalone`, `sentinel` or `cluster`; Redis and Valkey name it otherwise."""
    return str(info.get("redis_mode", info.get("server_mode", "")))


def other(info: Info, kind: Kind = Kind.SINGLE) -> str:
    """What the server is instead of that which a URL of this kind expects; nothing where it is."""
    if mode(info) == "sentinel":
        return f"a Sentinel, not a Redis: {_watched(info)}"
    if kind is Kind.CLUSTER and info.get("cluster_enabled") == 0:
        return "a Redis by itself, and the URL expects a node of a cluster"
    return ""


def _watched(info: Info) -> str:
    masters = [value for key, value in info.items() if key[6:].isdecimal() and key[:6] == "master"]
    told = [f"{each['name']} is at {each['address']}" for each in masters[:NAMED] if "name" in each]
    return f"its master {', '.join(told)}" if told else "it watches no master"


def loading(info: Info) -> str:
    """How far the server is with loading its data, as the end of a sentence."""
    if not info.get("loading"):
        return ""
    share, left = info.get("loading_loaded_perc"), info.get("loading_eta_seconds")
    return f": {str(share).rstrip('%')} % are read, about {left} s are left"


def keys(info: Info, database: int) -> tuple[int, dict[str, int]]:
    """How many keys the database has; where it has none, how many the others have, by number."""
    counts = {
        name[2:]: int(value.get("keys", 0))
        for name, value in info.items()
        if name[:2] == "db" and name[2:].isdecimal() and isinstance(value, Mapping)
    }
    own = counts.pop(str(database), 0)
    return own, {} if own else counts


@dataclass(frozen=True, slots=True)
class Cluster:
    """What CLUSTER INFO says: whether commands are taken, by how many masters, for which slots."""

    state: str
    size: int
    assigned: int

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """By the answer's fields."""
        return cls(
            state=str(told.get("cluster_state", "")),
            size=int(told.get("cluster_size", 0)),
            assigned=int(told.get("cluster_slots_assigned", 0)),
        )

    @property
    def down(self) -> str:
        """Why it takes no commands; nothing where it does."""
        if self.state != "fail":
            return ""
        return f"cluster_state is fail, {self.assigned} of {SLOTS} slots are assigned"

    @property
    def divided(self) -> bool:
        """Whether a client that knows nothing of clusters meets MOVED."""
        return self.size > 1
