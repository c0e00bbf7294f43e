"""Objects that MinIO and R2 should hold, and do not hold as they should."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sandbox.content import ANNOTATIONS, DATASET
from sandbox.faults.fault import Fault
from sandbox.store import StoreError

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.object_store import ObjectStore
    from sandbox.store import Thing

WEIGHTS = "model-weights"
MODEL = "weights/yolo11n.pt"
IMAGES = f"{DATASET}images/"
CUT_OFF = 100  # bytes of the annotations that are left


class MissingObjectsError(Exception):
    """The store answers, and holds nothing there."""


def without(prefix: str, *, bucket: str | None = None) -> Injection:
    """All that begins so, in the store's own bucket if no other is named."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("ObjectStore", servers[name])
        place = bucket or server.bucket
        kept = await _emptied(server, place, prefix)
        yield
        for thing in kept:
            await server.owner.put(place, thing)

    return inject


def without_bucket(bucket: str) -> Injection:
    """It must be emptied to be removed; what it held is put back."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("ObjectStore", servers[name])
        kept = await _emptied(server, bucket, "")
        await server.owner.remove_bucket(bucket)
        yield
        await server.owner.make_bucket(bucket)
        for thing in kept:
            await server.owner.put(bucket, thing)

    return inject


@asynccontextmanager
async def corrupt_annotations(servers: Servers, name: str) -> AsyncIterator[None]:
    """Cut off, as by an upload that was broken off."""
    server = cast("ObjectStore", servers[name])
    whole = await server.owner.get(server.bucket, ANNOTATIONS)
    await server.owner.put(server.bucket, replace(whole, body=whole.body[:CUT_OFF]))
    yield
    await server.owner.put(server.bucket, whole)


async def reads_dataset(servers: Servers) -> None:
    """MissingObjectsError without images; ValueError for annotations that are no JSON."""
    server = cast("ObjectStore", servers["r2"])
    if not await server.client.keys(server.bucket, DATASET):
        raise MissingObjectsError("the dataset's folder is empty")
    json.loads((await server.client.get(server.bucket, ANNOTATIONS)).body)
    if not await server.client.keys(server.bucket, IMAGES):
        raise MissingObjectsError("the dataset has no images")


async def reads_weights(servers: Servers) -> None:
    server = cast("ObjectStore", servers["minio"])
    try:
        await server.client.get(WEIGHTS, MODEL)
    except StoreError as error:
        raise MissingObjectsError(f"{WEIGHTS}/{MODEL}: {error}") from error


async def _emptied(server: ObjectStore, bucket: str, prefix: str) -> list[Thing]:
    kept: list[Thing] = []
    while keys := await server.owner.keys(bucket, prefix):
        kept += [await server.owner.take(bucket, key) for key in keys]
    return kept


FAULTS = (
    Fault(
        "minio-missing-weights",
        "MinIO's bucket of weights does not hold those of the model.",
        "minio",
        "minio",
        without(MODEL, bucket=WEIGHTS),
        met="NoSuchKey",
        meets=reads_weights,
    ),
    Fault(
        "minio-missing-weights-bucket",
        "MinIO has no bucket of the weights' name.",
        "minio",
        "minio",
        without_bucket(WEIGHTS),
        met="NoSuchBucket",
        meets=reads_weights,
    ),
    Fault(
        "r2-empty-dataset",
        "R2 has nothing under the dataset's prefix.",
        "r2",
        "r2",
        without(DATASET),
        met="folder is empty",
        meets=reads_dataset,
    ),
    Fault(
        "r2-missing-images",
        "R2 has the dataset's annotations, and no image beside them.",
        "r2",
        "r2",
        without(IMAGES),
        met="no images",
        meets=reads_dataset,
    ),
    Fault(
        "r2-corrupt-annotations",
        "R2's annotations of the dataset are cut off: they are no JSON.",
        "r2",
        "r2",
        corrupt_annotations,
        met="JSONDecodeError",
        meets=reads_dataset,
    ),
)
