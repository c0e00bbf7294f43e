"""What is unusual about MinIO, R2 and ClearML, and stands in no job's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.clearml.settings import Part
from sandbox.content import DATASETS
from sandbox.faults.fault import Fault, benign
from sandbox.faults.objects import without, without_bucket
from sandbox.faults.tracking import behind

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.clearml import Clearml
    from sandbox.servers.object_store import ObjectStore

AHEAD = 5 * 60  # seconds; a signature's time may differ by 15 minutes
EXTRA = ("backups", "somebody-elses", "tmp-2019")
QUEUE = "training"
ANOTHER = DATASETS[-1]


@asynccontextmanager
async def extra_buckets(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("ObjectStore", servers[name])
    for bucket in EXTRA:
        await server.owner.make_bucket(bucket)
    yield
    for bucket in EXTRA:
        await server.owner.remove_bucket(bucket)


@asynccontextmanager
async def clock(servers: Servers, name: str) -> AsyncIterator[None]:
    async with cast("ObjectStore", servers[name]).clock_ahead(AHEAD):
        yield


@asynccontextmanager
async def no_queue(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("Clearml", servers[name])
    await server.remove_queue(QUEUE)
    yield
    await server.add_queue(QUEUE)


CONDITIONS: tuple[Fault, ...] = (
    benign(
        "minio-no-schemas",
        "MinIO has no bucket of the schemas, from which only capabilities are read.",
        without_bucket("config-schemas"),
    ),
    benign("minio-extra-buckets", "MinIO has buckets that the code does not know.", extra_buckets),
    benign(
        "minio-clock-a-little-ahead",
        "MinIO's clock is 5 minutes ahead, which its signatures allow.",
        clock,
    ),
    benign(
        "r2-another-dataset-missing",
        f"R2 holds nothing of the dataset {ANOTHER.name}, which the job does not use.",
        without(ANOTHER.folder),
    ),
    benign(
        "clearml-no-web",
        "ClearML's web UI and file server are down, and its API server is not.",
        behind({Part.WEB: 502, Part.FILES: 502}),
    ),
    benign(
        "clearml-no-queue",
        "ClearML has no queue of the name training: jobs are Temporal's to dispatch.",
        no_queue,
    ),
)
