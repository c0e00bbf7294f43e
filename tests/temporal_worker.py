"""A worker as a program of its own: a process that has used temporalio may crash at its exit.

Its one argument is JSON: the fields of `Settings`.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.common import RawValue, VersioningBehavior, WorkerDeploymentVersion
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import Worker, WorkerDeploymentConfig

from tests import temporal_jobs


@dataclass(frozen=True)
class Settings:
    """`beat`: seconds between heartbeats, 0 for none. `build`: of the `deployment`, which
    makes it a versioned worker. `encoded`: its failures have their text put away; `encrypted`:
    where nobody else can read it."""

    address: str
    queue: str
    identity: str
    namespace: str = "default"
    beat: float = 1.0
    workflows: Sequence[str] = ("Holding",)
    activities: Sequence[str] = ("hold",)
    workflow_slots: int = 100
    activity_slots: int = 1
    build: str = ""
    deployment: str = "tested"
    encoded: bool = False
    encrypted: bool = False


@activity.defn
def hold(seconds: float) -> None:
    """Takes a slot that long."""
    time.sleep(seconds)


@activity.defn
def train(job: int) -> None:
    """Nothing: another name."""


@workflow.defn
class Holding:
    """Runs one activity."""

    @workflow.run
    async def run(self, seconds: float) -> None:
        """Ends with its activity."""
        limit = timedelta(seconds=seconds + 300)
        await workflow.execute_activity(hold, seconds, start_to_close_timeout=limit)


@workflow.defn
class TrainingWorkflow:
    """Says of its own that it has failed, and completes."""

    @workflow.run
    async def run(self, job: int) -> dict[str, object]:
        """Nobody trains anything here."""
        return {"success": False, "error": f"job {job} was not trained"}


@workflow.defn(sandboxed=False)
class Blocking:
    """Takes a slot for workflow tasks, as one does that computes."""

    @workflow.run
    async def run(self, seconds: float) -> None:
        """Blocks the worker's thread."""
        time.sleep(seconds)  # noqa: ASYNC251 - this is what is wrong with it


@workflow.defn(dynamic=True)
class Anything:
    """Takes every type that nobody else does."""

    @workflow.run
    async def run(self, arguments: Sequence[RawValue]) -> str:
        """Ends at once."""
        return "done"


OWN = (Holding, TrainingWorkflow, Blocking, Anything)
WORKFLOWS = {**{each.__name__: each for each in OWN}, **temporal_jobs.WORKFLOWS}
ACTIVITIES: Mapping[str, Callable[..., Any]] = {
    "hold": hold,
    "train": train,
    **temporal_jobs.ACTIVITIES,
}


async def main(settings: Settings) -> None:
    """Works until it is killed, or interrupted: then it shuts down gracefully."""
    interval = timedelta(seconds=settings.beat) if settings.beat else None
    client = await Client.connect(
        settings.address,
        namespace=settings.namespace,
        identity=settings.identity,
        data_converter=_converter(settings),
        runtime=Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=interval),
    )
    async with Worker(
        client,
        task_queue=settings.queue,
        workflows=[WORKFLOWS[each] for each in settings.workflows],
        activities=[ACTIVITIES[each] for each in settings.activities],
        activity_executor=ThreadPoolExecutor(settings.activity_slots),
        max_concurrent_activities=settings.activity_slots,
        max_concurrent_workflow_tasks=settings.workflow_slots,
        max_cached_workflows=settings.workflow_slots,
        **_versioning(settings),
    ):
        await asyncio.Event().wait()


class Encrypting(PayloadCodec):
    """Makes what it is given unreadable, and leaves what others made as it is."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """By turning it round."""
        return [
            Payload(metadata={"encoding": b"binary/encrypted"}, data=each.SerializeToString()[::-1])
            for each in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Its own."""
        return [
            Payload.FromString(each.data[::-1])
            if each.metadata.get("encoding") == b"binary/encrypted"
            else each
            for each in payloads
        ]


def _converter(settings: Settings) -> DataConverter:
    if not settings.encoded:
        return DataConverter.default
    return DataConverter(
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
        payload_codec=Encrypting() if settings.encrypted else None,
    )


def _versioning(settings: Settings) -> dict[str, Any]:
    if not settings.build:
        return {}
    return {
        "deployment_config": WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(settings.deployment, settings.build),
            use_worker_versioning=True,
            default_versioning_behavior=VersioningBehavior.PINNED,
        )
    }


if __name__ == "__main__":
    asyncio.run(main(Settings(**json.loads(sys.argv[1]))))
