"""ClearML by its SDK, called in the event loop as the platform does it.

What the SDK tries again (nobody listens, silence, 429, 502, 503) it tries for hours, and the whole
worker waits. What is refused with 401, 403, 404 or 500 it raises. It is configured by CLEARML_*.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.platform.tracking import forgiven

PROJECT = "training"
FLUSHING = 1.0  # seconds for the last scalars; the events' store may be silent
THREADS = 4


class Sdk:
    """A task of its own for each job: `Task.init` knows one for a whole process."""

    def __init__(self) -> None:
        self._tasks: dict[str, Any] = {}
        self._threads = ThreadPoolExecutor(THREADS)

    async def create(self, name: str) -> str | None:
        with forgiven(f"{name} trains untracked"):
            from clearml import Task

            return str(Task.create(project_name=PROJECT, task_name=name, task_type="training").id)
        return None

    async def begin(self, task: str) -> None:
        with forgiven(f"task {task} is not begun"):
            self._task(task).mark_started(force=True)

    async def report(self, task: str, epoch: int, scalars: Mapping[str, float]) -> None:
        with forgiven(f"task {task}: epoch {epoch} is lost"):
            for name, value in scalars.items():
                self._task(task).get_logger().report_scalar(name, "train", value, epoch)

    async def end(self, task: str, error: str | None) -> None:
        with forgiven(f"task {task} is not ended"):
            known = self._task(task)
            await self._flush(known)
            if error is None:
                known.mark_completed(force=True)
            else:
                known.mark_failed(force=True, status_message=error)
        self._tasks.pop(task, None)

    def _task(self, identifier: str) -> Any:
        from clearml import Task

        if identifier not in self._tasks:
            self._tasks[identifier] = Task.get_task(task_id=identifier)
        return self._tasks[identifier]

    async def _flush(self, task: Any) -> None:
        """`Task.close` does it too, and takes five seconds."""
        loop = asyncio.get_running_loop()
        flushing = loop.run_in_executor(self._threads, lambda: task.flush(wait_for_uploads=True))
        with forgiven(f"task {task.id}: scalars may be lost"):
            await asyncio.wait_for(flushing, FLUSHING)
