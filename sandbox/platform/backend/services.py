"""What every request uses: the databases, the stores, and Temporal's client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session
from temporalio.client import Client

from sandbox.platform.connections import Connections
from sandbox.platform.database import users_engine
from sandbox.platform.settings import Settings

CONNECTING = 5.0  # seconds for Temporal when the process starts

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Services(Connections):
    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.temporal: Client | None = None
        self._users = users_engine(settings)

    async def connect(self) -> None:
        """Once. Temporal refused, silent or another service now: each job will be 500 at once."""
        host, namespace = self.settings.temporal_host, self.settings.namespace
        try:
            async with asyncio.timeout(CONNECTING):
                self.temporal = await Client.connect(host, namespace=namespace)
        except Exception:
            log.exception("no Temporal at %s: jobs cannot be started", host)

    async def in_users(self, work: Callable[[Session], Result]) -> Result:
        """A transaction of its own in the User DB. Silence hangs the request, and no other one."""
        if isinstance(self._users, AsyncEngine):
            async with AsyncSession(self._users) as session:
                return await session.run_sync(work)
        return await self._transaction(self._users, work)


def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


Here = Annotated[Services, Depends(_services)]
