"""What can be broken about MinIO and R2, beside the network."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sandbox.content import ANNOTATIONS
from sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.minio import Minio
    from sandbox.servers.object_store import ObjectStore

AHEAD = 20 * 60  # seconds; a signature's time may differ by 15 minutes


@asynccontextmanager
async def unknown_key(servers: Servers, name: str) -> AsyncIterator[None]:
    """The account has another key, of the same length."""
    server = cast("ObjectStore", servers[name])
    key = secrets.token_hex(len(server.account.access_key) // 2)
    await server.admit(replace(server.account, access_key=key))
    yield
    await server.admit(server.account)


@asynccontextmanager
async def wrong_secret(servers: Servers, name: str) -> AsyncIterator[None]:
    """Changed on the server, so that the clients' settings stay what they were."""
    server = cast("ObjectStore", servers[name])
    secret = secrets.token_hex(len(server.account.secret_key) // 2)
    await server.admit(replace(server.account, secret_key=secret))
    yield
    await server.admit(server.account)


@asynccontextmanager
async def disabled(servers: Servers, name: str) -> AsyncIterator[None]:
    """By its administrator; nothing else of the account is changed."""
    server = cast("Minio", servers[name])
    await server.enable(False)
    yield
    await server.enable(True)


@asynccontextmanager
async def no_permission(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("ObjectStore", servers[name])
    await server.admit(replace(server.account, restricted=True))
    yield
    await server.admit(server.account)


@asynccontextmanager
async def unknown_bucket(servers: Servers, name: str) -> AsyncIterator[None]:
    """It must be emptied to be removed; what it held is put back."""
    server = cast("ObjectStore", servers[name])
    store, bucket = server.owner, server.bucket
    kept = []
    while keys := await store.keys(bucket):
        kept += [await store.take(bucket, key) for key in keys]
    await store.remove_bucket(bucket)
    yield
    await store.make_bucket(bucket)
    for thing in kept:
        await store.put(bucket, thing)


@asynccontextmanager
async def unknown_object(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("ObjectStore", servers[name])
    thing = await server.owner.take(server.bucket, ANNOTATIONS)
    yield
    await server.owner.put(server.bucket, thing)


@asynccontextmanager
async def clock(servers: Servers, name: str) -> AsyncIterator[None]:
    async with cast("ObjectStore", servers[name]).clock_ahead(AHEAD):
        yield


def _fault(name: str, description: str, injection: Injection, *, met: str) -> Fault:
    store = name.partition("-")[0]
    return Fault(name, description, store, store, injection, met=met)


FAULTS = (
    _fault(
        "minio-unknown-key",
        "MinIO does not know the access key of the settings.",
        unknown_key,
        met="InvalidAccessKeyId",
    ),
    _fault(
        "minio-wrong-secret",
        "MinIO rejects the secret key of the settings: the account has another one.",
        wrong_secret,
        met="SignatureDoesNotMatch",
    ),
    _fault(
        "minio-disabled-user",
        "MinIO's account of the settings is disabled.",
        disabled,
        met="InvalidAccessKeyId",
    ),
    _fault(
        "minio-no-permission",
        "MinIO's account of the settings may read, and may not write.",
        no_permission,
        met="AccessDenied",
    ),
    _fault(
        "minio-unknown-bucket",
        "MinIO has no bucket of the checkpoints' name.",
        unknown_bucket,
        met="NoSuchBucket",
    ),
    _fault(
        "minio-clock",
        "MinIO's clock is 20 minutes ahead: it takes no signature of a client with the right time.",
        clock,
        met="RequestTimeTooSkewed",
    ),
    _fault(
        "r2-unknown-key",
        "R2 does not know the access key of the settings.",
        unknown_key,
        met="Unauthorized",
    ),
    _fault(
        "r2-wrong-secret",
        "R2 rejects the secret key of the settings: the token has another one.",
        wrong_secret,
        met="SignatureDoesNotMatch",
    ),
    _fault(
        "r2-no-permission",
        "R2's token of the settings is for another bucket: it may neither list nor read.",
        no_permission,
        met="AccessDenied",
    ),
    _fault(
        "r2-unknown-bucket",
        "R2 has no bucket of the datasets' name.",
        unknown_bucket,
        met="NoSuchBucket",
    ),
    _fault(
        "r2-unknown-object",
        "R2 has the dataset's images, and no annotations beside them.",
        unknown_object,
        met="NoSuchKey",
    ),
    _fault(
        "r2-clock",
        "R2's clock is 20 minutes ahead: it takes no signature of a client with the right time.",
        clock,
        met="RequestTimeTooSkewed",
    ),
)
