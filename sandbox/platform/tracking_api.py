"""ClearML by its own API, with a limit to every call: the guarded variant's.

The task was made with the request; the worker reports to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from sandbox.platform.settings import Tracking
from sandbox.platform.tracking import forgiven

PATIENCE = 2.0  # seconds
LINES = {"Content-Type": "application/json-lines"}


class Api:
    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._lost: set[str] = set()
        """Tasks that a call has failed for: the job does not wait for them again."""

    async def create(self, name: str) -> str | None:
        """The request would have made it."""
        return None

    async def begin(self, task: str) -> None:
        await self._call("tasks.started", task, json={"task": task, "force": True})

    async def report(self, task: str, epoch: int, scalars: Mapping[str, float]) -> None:
        common = {"type": "training_stats_scalar", "task": task, "iter": epoch, "variant": "train"}
        events = ({**common, "metric": name, "value": value} for name, value in scalars.items())
        lines = "\n".join(json.dumps(event) for event in events)
        await self._call("events.add_batch", task, content=lines, headers=LINES)

    async def end(self, task: str, error: str | None) -> None:
        told = {"task": task, "force": True, "status_message": error or ""}
        await self._call("tasks.failed" if error else "tasks.completed", task, json=told)
        self._lost.discard(task)

    async def _call(self, name: str, task: str, **request: Any) -> None:
        if task in self._lost:
            return
        self._lost.add(task)
        with forgiven(f"task {task}: {name} is lost"):
            keys = self._tracking.access_key, self._tracking.secret_key
            async with httpx.AsyncClient(
                base_url=self._tracking.api, timeout=PATIENCE, trust_env=False
            ) as client:
                login = (await client.post("/auth.login", json={}, auth=keys)).raise_for_status()
                client.headers["Authorization"] = f"Bearer {login.json()['data']['token']}"
                (await client.post(f"/{name}", **request)).raise_for_status()
            self._lost.discard(task)
