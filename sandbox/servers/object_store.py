"""What MinIO and R2 have in common: an account that can be changed, buckets, and a clock."""

from __future__ import annotations

import subprocess
import sys
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sandbox.condition import until
from sandbox.ground import Ground
from sandbox.ports import free_port
from sandbox.server import GRACE, Server
from sandbox.store import Store


@dataclass(frozen=True)
class Account:
    access_key: str
    secret_key: str = field(repr=False)
    restricted: bool = False
    """Whether it may not do what the platform does."""


class ObjectStore(Server):
    def __init__(self, name: str, ground: Ground, *, account: Account, bucket: str) -> None:
        super().__init__(name, ground)
        self.account = account
        """The platform's, as its settings have it."""
        self.bucket = bucket
        """The one without which no job can be created."""
        self._serving: tuple[subprocess.Popen[bytes], ...] = ()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """What clients talk to; None as soon as anything that it takes has ended."""
        if not self._serving or any(each.poll() is not None for each in self._serving):
            return None
        return self._serving[-1]

    @property
    @abstractmethod
    def client(self) -> Store:
        """As the platform asks: with its account, through the proxy."""

    @property
    @abstractmethod
    def owner(self) -> Store:
        """One who may do everything, past the proxy."""

    @abstractmethod
    async def admit(self, account: Account) -> None:
        """Makes it the platform's account on the server, in place of the one before."""

    @abstractmethod
    def front(self, port: int, *, ahead: int) -> list[str]:
        """The module that serves the same by a clock that is `ahead` seconds, and its arguments."""

    @asynccontextmanager
    async def clock_ahead(self, seconds: int) -> AsyncIterator[None]:
        """Clients meet such a clock meanwhile."""
        port = free_port()
        process = self.spawn_module(*self.front(port, ahead=seconds))

        async def ended() -> bool:
            return process.poll() is not None

        await self.proxy.lead_to(port)
        yield
        await self.proxy.lead_to(self.port)
        process.kill()
        await until(ended, limit=GRACE)

    def spawn_module(self, *words: str) -> subprocess.Popen[bytes]:
        return self.spawn([sys.executable, "-P", "-m", *words])
