"""What can be changed about a running stand-in: a file that it reads at every request.

A file, so that no client can change it by accident, as it could by a port.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

MONGODB_PATIENCE = 30.0  # seconds; measured


class Store(enum.StrEnum):
    """What a real apiserver keeps its data in."""

    REDIS = "redis"
    MONGODB = "mongodb"
    ELASTICSEARCH = "elasticsearch"


class Manner(enum.StrEnum):
    """How a store is broken."""

    REFUSED = "refused"
    HUNG = "hung"


class Part(enum.StrEnum):
    """What is served, each at a port of its own."""

    API = "api"
    WEB = "web"
    FILES = "files"


@dataclass(frozen=True)
class Settings:
    access_key: str
    secret_key: str = field(repr=False)
    broken: Mapping[Store, Manner] = field(default_factory=dict)
    gateway: Mapping[Part, int] = field(default_factory=dict)
    """The status with which the gateway before a part answers in its stead."""
    forbidden: Sequence[str] = ()
    """Calls that the role of this user does not allow."""
    mongodb_patience: float = MONGODB_PATIENCE
    """Seconds for which a MongoDB that refuses is tried again before the call fails."""

    def write(self, path: Path) -> None:
        """At once: it may be read at any moment."""
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> Settings:
        told = json.loads(path.read_text(encoding="utf-8"))
        told["broken"] = {Store(name): Manner(how) for name, how in told["broken"].items()}
        told["gateway"] = {Part(name): status for name, status in told["gateway"].items()}
        return cls(**told)
