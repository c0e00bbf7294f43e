"""Whether another setup of the client would do, where the platform's is refused: asked once, after
the refusal."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from checks.storage.arrival import StoreProbe
from checks.storage.buckets import Bucket
from checks.storage.client import PREFIX, Client
from checks.storage.manners import Addressing, Checksums
from checks.storage.remains import new_key
from checks.storage.store import Store, StoreError


@asynccontextmanager
async def addressed(client: Client, probe: StoreProbe) -> AsyncIterator[None]:
    """Looks into buckets within; where their name before the host leads nowhere, tries the path.

    Fails the step where that works. A name that does not resolve is an error of the library's.
    """
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]  # it has none

    try:
        yield
    except (StoreError, BotoCoreError) as error:
        await in_path(client, probe, str(error))
        raise


async def in_path(client: Client, probe: StoreProbe, refusal: str) -> None:
    """Fails the step where a bucket that was not found before the host is found in the path."""
    target = probe.target
    if target.addressing is Addressing.PATH or not target.possible:
        return
    bucket = target.possible[0].name
    works = await _works(
        client, probe, lambda store: store.listing(bucket, PREFIX, 1), addressing=Addressing.PATH
    )
    if works:
        said = f"buckets are not found before the host ({probe.quote(refusal)})"
        probe.fail("addressing", f"{said}; in the path they are")


async def without_checksums(
    client: Client, probe: StoreProbe, bucket: Bucket, error: StoreError
) -> None:
    """Fails the step where the object would have been taken without boto3's checksums."""
    if probe.target.checksums is Checksums.WHEN_REQUIRED:
        return
    works = await _works(
        client, probe, lambda store: _write(store, bucket.name), checksums=Checksums.WHEN_REQUIRED
    )
    if works:
        said = f"what is written with boto3's checksums is refused ({probe.quote(str(error))})"
        probe.fail("checksums", f"{said}; without them it is taken")


async def _works(
    client: Client, probe: StoreProbe, ask: Callable[[Store], object], **change: Any
) -> bool:
    """Whether the store accepts that of a client that is set up otherwise."""
    other = client.make(replace(probe.target, **change))
    other.patience = client.store.patience
    try:
        await client.call(ask, other)
    except StoreError:
        return False
    finally:
        other.close()
    return True


def _write(store: Store, bucket: str) -> None:
    key = new_key()
    version = store.put(bucket, key, key.encode())
    store.delete(bucket, key, version)
