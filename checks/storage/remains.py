"""What a run leaves behind that was killed, and who takes it away: the next one, if it is old."""

import contextlib
import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from checks.storage.client import PREFIX
from checks.storage.store import Listed, Store, StoreError, Upload

_OWN = re.compile(
    re.escape(PREFIX) + r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)

AGE = timedelta(hours=1)
"""How old a scratch object must be before it counts as left behind."""

SWEEP = 20
"""How many of those a run deletes; the next one goes on."""

PAGE = 1000


def new_key() -> str:
    """A name that nobody has."""
    return f"{PREFIX}{uuid.uuid4()}"


def remains(listed: Iterable[Listed], *, now: datetime) -> list[str]:
    """Of what a bucket holds, our own scratch objects that were left behind, and nothing else."""
    return [
        each.key
        for each in listed
        if _OWN.fullmatch(each.key) and each.size == len(each.key) and now - each.at > AGE
    ]


def begun(uploads: Iterable[Upload], *, now: datetime) -> list[Upload]:
    """Of the uploads in parts that were not ended, ours that were left behind."""
    return [each for each in uploads if _OWN.fullmatch(each.key) and now - each.at > AGE]


def sweep(store: Store, bucket: str, *, now: datetime, uploads: bool) -> None:
    """Takes away what runs that were killed have left; keys that may not list or delete do not."""
    with contextlib.suppress(StoreError):
        for key in remains(store.listing(bucket, PREFIX, PAGE), now=now)[:SWEEP]:
            store.delete(bucket, key, None)
    if uploads:
        with contextlib.suppress(StoreError):
            for each in begun(store.uploads(bucket, PREFIX), now=now)[:SWEEP]:
                store.abort(each, bucket)
