"""A job's training: from what the stores hold to a model in the job's folder."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from sandbox.platform import jobs, trainer
from sandbox.platform.connections import Connections
from sandbox.platform.models import Dataset, Job
from sandbox.platform.tracking import Tracker
from sandbox.platform.updates import Updates

MODEL = "model.json"


def trained(job: Job) -> bytes:
    """The model that a training has left."""
    return (Path(job.output_dir) / MODEL).read_bytes()


class Training:
    def __init__(self, here: Connections, *, updates: Updates, tracker: Tracker) -> None:
        self._here = here
        self._updates = updates
        self._tracker = tracker

    async def validate(self, dataset: Dataset) -> None:
        """TrainingError for what nothing can be learnt from."""
        bucket, folder = self._here.settings.datasets_bucket, dataset.storage_path
        listed = await self._here.in_store(
            lambda: self._here.datasets.list_objects_v2(Bucket=bucket, Prefix=folder)
        )
        if not listed.get("Contents"):
            raise trainer.TrainingError("Dataset folder is empty")
        await self._samples(dataset)

    async def run(self, job: Job) -> None:
        """Begins with the model's stored weights, and leaves the last ones in a file."""
        weights = trainer.loaded(await self._weights(job.model_name))
        dataset = await self._here.in_database(lambda session: jobs.dataset(session, job.id))
        samples = await self._samples(dataset)
        if job.clearml_task_id is not None:
            await self._tracker.begin(job.clearml_task_id)
        how = {"epochs": job.epochs, "batch_size": job.batch_size}
        for epoch in trainer.train(samples, weights, **how, rate=job.learning_rate):
            await self._record(job, epoch)
            await asyncio.sleep(0)  # nothing else may have waited: others have their turn
            weights = epoch.weights
        _leave(job, weights)

    async def _record(self, job: Job, epoch: trainer.Epoch) -> None:
        measured = {"loss": epoch.loss, "accuracy": epoch.accuracy}
        await self._here.in_database(lambda session: jobs.record(session, job.id, epoch))
        self._updates.announce(job.id, "running", epoch=epoch.number, **measured)
        if job.clearml_task_id is not None:
            await self._tracker.report(job.clearml_task_id, epoch.number, measured)

    async def _weights(self, model: str) -> bytes:
        bucket, key = self._here.settings.weights_bucket, f"weights/{model}.pt"
        stored: bytes = await self._here.in_store(
            lambda: self._here.internal.get_object(Bucket=bucket, Key=key)["Body"].read()
        )
        return stored

    async def _samples(self, dataset: Dataset) -> list[trainer.Sample]:
        bucket, key = self._here.settings.datasets_bucket, dataset.annotation_path
        stored: bytes = await self._here.in_store(
            lambda: self._here.datasets.get_object(Bucket=bucket, Key=key)["Body"].read()
        )
        return trainer.samples(stored)


def _leave(job: Job, weights: trainer.Weights) -> None:
    folder = Path(job.output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    model = {"model_name": job.model_name, "weights": weights}
    (folder / MODEL).write_text(json.dumps(model))
