"""The platform's Temporal worker: a process that listens nowhere, and polls through the proxy."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.condition import met, until
from sandbox.ground import Ground
from sandbox.platform.working import Working
from sandbox.server import LIMIT
from sandbox.servers import queue
from sandbox.servers.part import Part, Variables
from sandbox.servers.temporal import LONG_POLL, TASK_QUEUE, Temporal

FRESH = LONG_POLL + 1.5  # seconds; a poll that is waiting is never older than a long poll
STUCK = 5.0  # seconds; no activity of a job takes so long


class NotPollingError(Exception):
    """No worker takes tasks from the queue."""


class BusyError(Exception):
    """A worker is at work."""


class Worker(Part):
    def __init__(
        self,
        name: str,
        ground: Ground,
        *,
        temporal: Temporal,
        needs: Sequence[str],
        variables: Variables,
    ) -> None:
        super().__init__(name, ground, needs=needs, variables=variables)
        self.starts_after = (temporal.name,)
        self._temporal = temporal

    @property
    def output(self) -> Path:
        """Where trainings leave what they put out."""
        return self.ground.room("output")

    def variables(self) -> Mapping[str, str]:
        return {"OUTPUT_DIR": str(self.output)}

    async def launch(self) -> None:
        self.spawn(
            [sys.executable, "-P", "-m", "sandbox.platform.worker"], environment=self.environment()
        )

    async def recover(self) -> None:
        """A worker that gave up is started again, as its supervisor would; one that is stuck too.

        What blocks the event loop does not stop the polling, which is not done there.
        """
        if self.process is None or await self._is_stuck():
            await self.restart()
        await super().recover()

    async def abandon(self) -> None:
        """Ends every job that has not ended; those that it is at once it is at none of their
        activities, or after a restart where that takes too long."""

        async def abandoned() -> bool:
            async with self._temporal.client() as client:
                return await queue.abandon(client, but=self._identity)

        if not await until(abandoned, limit=STUCK):
            await self.restart()
            await abandoned()
            await self.recover()

    async def settled(self) -> None:
        """At its own queue, in its own namespace: they may be others than the platform's. It may
        take workflows only, or activities."""
        working = Working.from_environment(self.environment())
        taken = {queue.WORKFLOW: working.workflows, queue.ACTIVITY: working.activities}
        kinds = [kind for kind, takes in taken.items() if takes]

        async def polls_or_ended() -> bool:
            error = await met(lambda: self._ask(*self._place, kinds), patience=LIMIT)
            return error is None or self.process is None

        if not await until(polls_or_ended, limit=LIMIT):
            raise self.failure("neither polls nor ends")

    async def ask(self) -> None:
        """NotPollingError unless our process waits for workflows and for activities."""
        await self._ask(self._temporal.namespace, TASK_QUEUE, (queue.WORKFLOW, queue.ACTIVITY))

    async def heard(self) -> None:
        """Waits until it has told how it is, and how often it will. SandboxError if that does not
        come within LIMIT."""

        async def is_heard() -> bool:
            async with self._temporal.client() as client:
                return self._identity in await queue.beating(client, *self._place)

        if not await until(is_heard, limit=LIMIT):
            raise self.failure("sends no heartbeat")

    async def _ask(self, namespace: str, name: str, kinds: Sequence[int]) -> None:
        async with self._temporal.client() as client:
            asked = client, namespace, name
            polls = [await queue.polls(*asked, kind) for kind in kinds]
            statuses = await queue.statuses(*asked)
        ended = {each for each, status in statuses.items() if status != queue.RUNNING}
        expected = [kind for kind in polls if kind.get(self._identity, 0) >= self._since]
        if len(expected) == len(polls) and self._identity not in ended:
            return
        # one that was killed stays listed, for minutes, and its last poll ages
        fresh = time.time() - FRESH
        left = {who for kind in polls for who, at in kind.items() if at >= fresh} - ended
        raise NotPollingError(f"not yet: {left} are listed" if left else "no worker polls")

    async def _is_stuck(self) -> bool:
        """Whether it does not come to an end with what it has begun."""

        async def rests() -> bool:
            return not isinstance(await met(self._rest, patience=STUCK), BusyError)

        return not await until(rests, limit=STUCK)

    async def _rest(self) -> None:
        """BusyError while an activity that it has begun has not ended."""
        async with self._temporal.client() as client:
            if self._identity in await queue.busy(client):
                raise BusyError

    @property
    def _place(self) -> tuple[str, str]:
        """Where its settings lead it: a namespace, and a queue."""
        own = self.environment()
        return own["TEMPORAL_NAMESPACE"], own["TEMPORAL_TASK_QUEUE"]

    @property
    def _identity(self) -> str | None:
        """The SDK's usual one."""
        return f"{self.process.pid}@{socket.gethostname()}" if self.process else None

    @property
    def _since(self) -> float:
        """A poll that began before, in seconds since 1970, may have been cut off."""
        return max(time.time() - FRESH, self._temporal.proxy.whole_since)
