"""Writing a scratch object, reading it, and leaving nothing of it: four requests a bucket, and more
where the platform uploads in parts or gives others URLs.

All of it runs on the library's thread, so that who gives up waiting does not end the cleaning up.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from checks.storage.buckets import Right
from checks.storage.client import DENIED
from checks.storage.remains import new_key, sweep
from checks.storage.store import Store, StoreError
from healthcheck import DaemonThread

GRACE = 0.4
"""Seconds for cleaning up after the step was given up; the engine abandons it after 0.5."""

UNCONDITIONAL = ("NotImplemented", "MethodNotAllowed")
"""How a store says that it knows no condition."""


@dataclass(slots=True)
class Trip:
    """What came of it. `intact`: whether what was written came back (None: it may not be read, or
    nobody waited for it); `left`: objects that could not be deleted; `refused`: what was refused
    beside plain writing and reading."""

    intact: bool | None = None
    left: list[str] = field(default_factory=list)
    refused: dict[Right, StoreError] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    """What was done, in words of ours."""


async def trip(thread: DaemonThread, store: Store, bucket: str, rights: Collection[Right]) -> Trip:
    """Makes the round trip, and what the rights ask for; StoreError where the store refuses to
    write at all."""
    given_up = threading.Event()
    scratch = _Scratch(store, bucket, given_up)
    making = asyncio.ensure_future(thread.call(scratch.make, frozenset(rights)))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        given_up.set()
        await asyncio.wait({making}, timeout=GRACE)
        raise


class _Scratch:
    """Objects that hold their own names, deleted at the end."""

    def __init__(self, store: Store, bucket: str, given_up: threading.Event) -> None:
        self._store, self._bucket, self._given_up = store, bucket, given_up
        self._kept: list[tuple[str, str | None]] = []
        """What may have been stored, with its version; a URL stores a second one."""
        self._trip = Trip()

    def make(self, rights: Collection[Right]) -> Trip:
        """All of it, or as much as somebody waits for."""
        try:
            key = self._write()
            self._unless_given_up(lambda: self._read(key, sweeps=Right.MULTIPART in rights))
            if Right.PRESIGN in rights:
                self._unless_given_up(lambda: self._try(Right.PRESIGN, lambda: self._presign(key)))
            if Right.MULTIPART in rights:
                self._unless_given_up(lambda: self._try(Right.MULTIPART, self._upload))
        except BaseException:
            with contextlib.suppress(Exception):  # what failed before says more
                self._delete()
            raise
        self._delete()
        return self._trip

    def _unless_given_up(self, act: Callable[[], None]) -> None:
        if not self._given_up.is_set():
            act()

    def _write(self) -> str:
        """A new object, and only where there is none of that name, if the store knows how."""
        key = new_key()
        try:
            self._keep(key, lambda: self._store.put(self._bucket, key, key.encode(), new=True))
            self._trip.done.append("created where there was none")
        except StoreError as error:
            # whatever a store has against the condition, the platform writes without one
            surely = error.stores_nothing and error.code not in DENIED
            if not surely and error.code not in UNCONDITIONAL:
                raise
            self._keep(key, lambda: self._store.put(self._bucket, key, key.encode()))
        return key

    def _keep(self, key: str, store: Callable[[], str | None]) -> None:
        """Most refusals say that nothing was stored; after any other error something may be."""
        try:
            version = store()
        except BaseException as error:
            if not (isinstance(error, StoreError) and error.stores_nothing):
                self._kept.append((key, None))
            raise
        self._kept.append((key, version))

    def _read(self, key: str, *, sweeps: bool) -> None:
        """Compares; and sweeps, since the answer tells the time of the store's clock."""
        try:
            content = self._store.read(self._bucket, key)
        except StoreError as error:
            if error.code not in (*DENIED, "NoSuchKey"):
                raise
            if error.code == "NoSuchKey":
                self._trip.intact = False
            return
        self._trip.intact = content.data == key.encode()
        if content.at:
            sweep(self._store, self._bucket, now=content.at, uploads=sweeps)

    def _try(self, right: Right, prove: Callable[[], None]) -> None:
        try:
            prove()
        except StoreError as error:
            self._trip.refused[right] = error
        else:
            self._trip.done.append(right)

    def _presign(self, key: str) -> None:
        """Anybody who has the URL may write and read, and nobody else."""
        said = key.encode()
        self._keep(key, lambda: self._put_by_url(key, said))
        got = self._store.fetch("GET", self._store.presigned("GET", self._bucket, key))
        _require(got.status, got.data)
        if got.data != said:
            raise StoreError("HTTP 200", "the URL gives something else", status=200)

    def _put_by_url(self, key: str, said: bytes) -> str | None:
        put = self._store.fetch("PUT", self._store.presigned("PUT", self._bucket, key), said)
        _require(put.status, put.data)
        return put.version

    def _upload(self) -> None:
        key = new_key()
        self._keep(key, lambda: self._store.upload(self._bucket, key, key.encode()))

    def _delete(self) -> None:
        """Of a bucket that keeps versions nothing is to be left, too; not all keys may do that."""
        for key, kept in dict.fromkeys(self._kept):
            for version in dict.fromkeys((kept, None)):
                try:
                    self._store.delete(self._bucket, key, version)
                except StoreError as error:
                    refused = error
                else:
                    break
            else:
                self._trip.left = sorted({*self._trip.left, key})
                self._trip.refused[Right.DELETE] = refused


def refused_url(store: Store, bucket: str) -> str:
    """By which code a URL of what is not there is refused; empty where its signature is taken."""
    got = store.fetch("GET", store.presigned("GET", bucket, new_key()))
    code = _code(got.data)
    return "" if code in (*DENIED, "NoSuchKey") else code or f"HTTP {got.status}"


def _require(status: int, data: bytes) -> None:
    """StoreError with the store's own code, where the URL is refused."""
    if status // 100 != 2:
        raise StoreError(_code(data) or f"HTTP {status}", "a presigned URL", status=status)


def _code(data: bytes) -> str:
    """What stands between <Code> and </Code>; it is shown, so it has to be a word."""
    word = data.partition(b"<Code>")[2].partition(b"</Code>")[0].decode("ascii", "replace")
    return word if word.isalnum() else ""
