"""Writing a scratch object, reading it, and leaving nothing of it: four requests a bucket.

All of it runs on the library's thread, so that who gives up waiting does not end the cleaning up.
"""

import asyncio
import contextlib
import re
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from checks.storage.client import DENIED, PREFIX
from checks.storage.store import Listed, Store, StoreError
from healthcheck import DaemonThread

_OWN = re.compile(
    re.escape(PREFIX) + r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)

AGE = timedelta(hours=1)
"""How old a scratch object must be before it counts as left behind."""

SWEEP = 20
"""How many of those a run deletes; the next one goes on."""

PAGE = 1000

GRACE = 0.4
"""Seconds for cleaning up after the step was given up; the engine abandons it after 0.5."""


@dataclass(frozen=True, slots=True)
class Trip:
    """Whether what was written came back (None: it may not be read, or nobody waited for it), and
    the object that could not be deleted, if any."""

    intact: bool | None
    left: str | None = None


async def trip(thread: DaemonThread, store: Store, bucket: str) -> Trip:
    """Makes the round trip; StoreError where the store refuses to write."""
    given_up = threading.Event()
    making = asyncio.ensure_future(thread.call(_make, store, bucket, given_up))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        given_up.set()
        await asyncio.wait({making}, timeout=GRACE)
        raise


def remains(listed: Iterable[Listed], *, now: datetime) -> list[str]:
    """Of what a bucket holds, our own scratch objects that were left behind, and nothing else."""
    return [
        each.key
        for each in listed
        if _OWN.fullmatch(each.key) and each.size == len(each.key) and now - each.at > AGE
    ]


def _make(store: Store, bucket: str, given_up: threading.Event) -> Trip:
    with _Scratch(store, bucket) as scratch:
        scratch.write()
        if not given_up.is_set():
            scratch.read()
    return Trip(scratch.intact, scratch.left)


class _Scratch:
    """An object that holds its own name, deleted at the end; `left` where that is refused."""

    def __init__(self, store: Store, bucket: str) -> None:
        self._store, self._bucket = store, bucket
        self._key = f"{PREFIX}{uuid.uuid4()}"
        self._version: str | None = None
        self._refused = False
        self.intact: bool | None = None
        self.left: str | None = None

    def write(self) -> None:
        """Most refusals say that nothing was stored; after any other error something may be."""
        try:
            self._version = self._store.put(self._bucket, self._key, self._key.encode())
        except StoreError as error:
            self._refused = error.stores_nothing
            raise

    def read(self) -> None:
        """Compares; and sweeps, since the answer tells the time of the store's clock."""
        try:
            content = self._store.read(self._bucket, self._key)
        except StoreError as error:
            if error.code not in (*DENIED, "NoSuchKey"):
                raise
            if error.code == "NoSuchKey":
                self.intact = False
            return
        self.intact = content.data == self._key.encode()
        if content.at:
            _sweep(self._store, self._bucket, now=content.at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """What failed before says more than what fails now."""
        if not self._refused:
            with contextlib.suppress(*([Exception] if kind else [])):
                self._delete()

    def _delete(self) -> None:
        """Of a bucket that keeps versions nothing is to be left, too; not all keys may do that."""
        for version in dict.fromkeys((self._version, None)):
            try:
                self._store.delete(self._bucket, self._key, version)
            except StoreError:
                self.left = self._key
            else:
                self.left = None
                break


def _sweep(store: Store, bucket: str, *, now: datetime) -> None:
    """Deletes what runs that were killed have left; keys that may not list or delete sweep not."""
    with contextlib.suppress(StoreError):
        for key in remains(store.listing(bucket, PREFIX, PAGE), now=now)[:SWEEP]:
            store.delete(bucket, key, None)
