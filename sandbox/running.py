"""A stack as its keeper sees it: servers that run, and faults that are in force."""

from __future__ import annotations

import asyncio
import functools
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Self

from sandbox.condition import met, until
from sandbox.errors import SandboxError
from sandbox.faults import Fault
from sandbox.ground import Ground
from sandbox.server import LIMIT, Server
from sandbox.servers.backend import Backend
from sandbox.servers.clearml import Clearml
from sandbox.servers.labeler import Labeler
from sandbox.servers.minio import Minio
from sandbox.servers.part import Part, Variables
from sandbox.servers.postgres import Postgres
from sandbox.servers.r2 import R2
from sandbox.servers.temporal import Temporal
from sandbox.servers.valkey import Valkey
from sandbox.servers.worker import Worker


def servers(ground: Ground, variables: Variables) -> Iterable[Server]:
    """Those of the training platform, and the platform; each stands after those it needs."""
    temporal = Temporal("temporal", ground)
    needed = (
        Postgres("platform-db", ground, variable="DATABASE_URL", database="platform"),
        Postgres("user-db", ground, variable="USER_DATABASE_URL", database="users"),
        Valkey("redis", ground, variable="REDIS_URL"),
        temporal,
        Minio("minio", ground),
        R2("r2", ground),
        Clearml("clearml", ground),
        Labeler("labeler", ground),
    )
    names = [server.name for server in needed]
    return (
        *needed,
        Backend("api", ground, needs=names, variables=variables),
        Worker("worker", ground, temporal=temporal, needs=names, variables=variables),
    )


class Running:
    """Ends every server and proxy when it is left."""

    def __init__(self, ground: Ground, variant: str, *, progress: Callable[[str], None]) -> None:
        own = {"PLATFORM_VARIANT": variant}
        every = servers(ground, lambda: {**self.variables(), **own})
        self._servers = {server.name: server for server in every}
        self._progress = progress
        self._in_force: dict[Fault, AsyncExitStack] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        closing = (server.close() for server in self._servers.values())
        ending = asyncio.gather(*closing, return_exceptions=True)
        while not ending.done():
            with suppress(asyncio.CancelledError):  # asked to end once more: that is what we do
                await asyncio.wait([ending])
        for error in filter(None, ending.result()):
            raise error

    def variables(self) -> dict[str, str]:
        return {
            name: value
            for server in self._servers.values()
            for name, value in server.variables().items()
        }

    async def start(self, faults: Iterable[Fault]) -> None:
        """All that is needed at once; then the faults."""
        faults = tuple(faults)
        absent = {fault.server for fault in faults if fault.from_the_start}
        try:
            await self._start(
                server for server in self._servers.values() if server.name not in absent
            )
        except ExceptionGroup as failures:  # one failure cancels the others' start
            raise failures.exceptions[0] from None
        for fault in faults:
            await self.break_(fault)
            self._progress(f"{fault.name} is in force")

    async def _start(self, servers: Iterable[Server]) -> None:
        began = time.monotonic()
        up = {name: asyncio.Event() for name in self._servers}

        async def start(server: Server) -> None:
            for earlier in server.starts_after:
                await up[earlier].wait()
            await server.start()
            up[server.name].set()
            self._progress(f"{server.name} is up after {time.monotonic() - began:.1f} s")

        async with asyncio.TaskGroup() as starting:
            for server in servers:
                starting.create_task(start(server))

    async def break_(self, fault: Fault) -> None:
        """Returns when a client meets the fault. SandboxError if none does within LIMIT."""
        for other in self._in_force:
            if other.dependency == fault.dependency:
                raise SandboxError(f"{other.name} is in force: mend it before {fault.name}")
        question = self._question(fault)
        undoing = AsyncExitStack()
        self._in_force[fault] = undoing
        await undoing.enter_async_context(fault.injection(self._servers, fault.server))
        error: Exception | None = None
        patience = fault.patience

        async def meets() -> bool:
            nonlocal error, patience
            error = await met(question, patience=patience)
            patience *= 2  # a busy machine may need longer to answer what is not silence
            return re.search(fault.met, repr(error)) is not None

        if not await until(meets, limit=LIMIT):
            raise SandboxError(f"{fault.name} is not in force: a client meets {error!r}")

    async def mend(self, fault: Fault) -> None:
        """Returns when the server, and who needs it, answers again."""
        if fault not in self._in_force:
            raise SandboxError(f"{fault.name} is not in force")
        await self._in_force[fault].aclose()
        del self._in_force[fault]
        await self._servers[fault.server].recover()
        for server in self._servers.values():
            if fault.server in server.needs:
                await server.recover()
        if fault.meets is not None:
            await self._servers[fault.server].answers(self._question(fault))

    async def abandon(self) -> None:
        """Ends the jobs that are under way: one that waits to be tried again would come back to a
        later fault, and one that is being trained would meet it."""
        for each in self._servers.values():
            if isinstance(each, Worker):
                await each.abandon()

    async def restart(self, overrides: Mapping[str, Mapping[str, str | None]]) -> None:
        """Restarts the platform's own processes, each with settings that are its alone.

        Returns when each answers, or has ended because it cannot with these.
        """
        parts = [each for each in self._servers.values() if isinstance(each, Part)]
        for part in parts:
            part.overrides = overrides.get(part.name, {})
        await asyncio.gather(*(part.restart() for part in parts))
        await asyncio.gather(*(part.settled() for part in parts))

    def _question(self, fault: Fault) -> Callable[[], Awaitable[object]]:
        """What a client asks that is to meet the fault."""
        if fault.meets is None:
            return self._servers[fault.server].ask
        return functools.partial(fault.meets, self._servers)
