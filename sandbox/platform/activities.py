"""The five activities of `TrainingWorkflow`, under the platform's names.

Only what is wrong with a training itself makes a job `failed`: one that cannot begin is tried
three times, and then stays `pending`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from sandbox.platform import jobs
from sandbox.platform.connections import Connections
from sandbox.platform.settings import Settings
from sandbox.platform.tracking import tracker
from sandbox.platform.training import MODEL, Training, trained
from sandbox.platform.updates import Updates

TRAINER = "trainer"


class Activities:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._here = Connections(settings)
        self._updates = Updates(settings.redis_url)
        self._tracker = tracker(settings)
        self._training = Training(self._here, updates=self._updates, tracker=self._tracker)

    def registered(self) -> list[Callable[..., Any]]:
        """All but those that the worker is to be without."""
        every: Mapping[str, Callable[..., Any]] = {
            "validate_dataset": self.validate_dataset,
            "create_clearml_task": self.create_clearml_task,
            "execute_training": self.execute_training,
            "upload_final_model": self.upload_final_model,
            "cleanup_training_resources": self.cleanup_training_resources,
        }
        return [each for name, each in every.items() if name not in self._settings.without]

    @activity.defn
    async def validate_dataset(self, job: int) -> None:
        """What was true when the job was created may not be any more."""
        dataset = await self._here.in_database(lambda session: jobs.dataset(session, job))
        await self._training.validate(dataset)

    @activity.defn
    async def create_clearml_task(self, job: int) -> None:
        """Unless it was made with the request."""
        known = await self._here.in_database(lambda session: jobs.active(session, job))
        if known.clearml_task_id is not None or not self._settings.tracking.is_on:
            return
        task = await self._tracker.create(f"training-job-{job}")
        if task is not None:
            await self._here.in_database(lambda session: jobs.track(session, job, task))

    @activity.defn
    async def execute_training(self, job: int) -> None:
        if TRAINER in self._settings.without:
            raise ApplicationError("the trainer is not installed")
        known = await self._here.in_database(lambda session: jobs.begin(session, job))
        self._updates.announce(job, "running")
        try:
            await self._training.run(known)
        except Exception as error:
            reason = str(error) or repr(error)
            await self._end(job, reason)
            raise ApplicationError(reason, non_retryable=True) from error

    @activity.defn
    async def upload_final_model(self, job: int) -> None:
        known = await self._here.in_database(lambda session: jobs.active(session, job))
        model = trained(known)
        bucket, key = self._settings.checkpoints_bucket, f"checkpoints/{job}/{MODEL}"
        await self._here.in_store(
            lambda: self._here.internal.put_object(Bucket=bucket, Key=key, Body=model)
        )

    @activity.defn
    async def cleanup_training_resources(self, job: int, error: str | None) -> None:
        """`error` is what kept the job from its good end."""
        known = await self._here.in_database(lambda session: jobs.existing(session, job))
        if known.clearml_task_id is not None:
            await self._tracker.end(known.clearml_task_id, error)
        shutil.rmtree(known.output_dir, ignore_errors=True)
        await self._end(job, error)

    async def _end(self, job: int, error: str | None) -> None:
        status = await self._here.in_database(lambda session: jobs.end(session, job, error))
        if status is not None:
            self._updates.announce(job, status, error=error)
