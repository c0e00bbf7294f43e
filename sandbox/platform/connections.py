"""The Platform DB and both stores, waited for as the variant does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from sandbox.platform import storage
from sandbox.platform.database import platform_engine
from sandbox.platform.settings import Settings

THREADS = 64  # of the guarded variant: those that are given up wait on
SLACK = 1.0  # seconds over a database's own limits, which a silent one does not keep

Result = TypeVar("Result")


class Connections:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._engine = platform_engine(settings)
        self._threads = ThreadPoolExecutor(THREADS)

    async def in_database(self, work: Callable[[Session], Result]) -> Result:
        """A transaction of its own in the Platform DB."""
        return await self._transaction(self._engine, work)

    async def in_store(self, work: Callable[[], Result]) -> Result:
        return await self._blocking(work, limit=None)

    @cached_property
    def datasets(self) -> Any:
        """R2's client."""
        return storage.datasets(self.settings)

    @cached_property
    def internal(self) -> Any:
        """MinIO's client."""
        return storage.internal(self.settings)

    async def _transaction(self, engine: Engine, work: Callable[[Session], Result]) -> Result:
        def transaction() -> Result:
            with Session(engine, expire_on_commit=False) as session:
                result = work(session)
                session.commit()
                return result

        seconds = self.settings.variant.database
        return await self._blocking(transaction, limit=seconds and seconds + SLACK)

    async def _blocking(self, work: Callable[[], Result], *, limit: float | None) -> Result:
        """The original calls it in the event loop: what is silent blocks its whole process."""
        if self.settings.variant.blocks:
            return work()
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.run_in_executor(self._threads, work), limit)
