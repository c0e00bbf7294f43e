"""Which buckets are there, for keys that may see all of them, some, or none."""

import uuid
from collections.abc import Collection
from enum import StrEnum

from checks.storage.buckets import Bucket, Right
from checks.storage.client import DENIED, PREFIX, Client
from checks.storage.store import StoreError


class State(StrEnum):
    """What is known of a bucket. `unclear`: a store tells keys that may not look the same of one
    that is not there and of one that they may only write to."""

    THERE = "there"
    MISSING = "missing"
    CLOSED = "may not be listed"
    UNCLEAR = "unclear"


async def see(client: Client, bucket: Bucket, listed: Collection[str] | None) -> State:
    """One look into the bucket, unless it was listed and nobody needs more; a second one where
    the first is not allowed and need not be."""
    lists = Right.LIST in bucket.rights
    if listed and bucket.name in listed and not lists:
        return State.THERE
    try:
        await client.call(client.store.listing, bucket.name, PREFIX, 1)
        return State.THERE
    except StoreError as error:
        if error.code == "NoSuchBucket":
            return State.MISSING
        if error.code not in DENIED:
            raise
    return State.CLOSED if lists else await _reached(client, bucket.name)


async def _reached(client: Client, bucket: str) -> State:
    """Reads what cannot be there: a bucket that says so is there."""
    try:
        await client.call(client.store.read, bucket, f"{PREFIX}{uuid.uuid4()}")
    except StoreError as error:
        if error.code == "NoSuchBucket":
            return State.MISSING
        if error.code in DENIED:
            return State.UNCLEAR
        if error.code != "NoSuchKey":
            raise
    return State.THERE
