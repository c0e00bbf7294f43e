"""The client of a store: unsigned requests go by HTTP, signed ones through a library's thread."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from checks.storage.hailing import Hail, hail
from checks.storage.store import Store, StoreError
from checks.storage.target import StorageTarget
from checks.web import Web, open_web
from healthcheck import DaemonThread

P = ParamSpec("P")
R = TypeVar("R")

PREFIX = "__healthcheck/"
"""Below this in a bucket is ours: nothing else is ever read, written or deleted."""

DENIED = ("AccessDenied", "AllAccessDisabled")
_NOT_ROUTED = ("NotImplemented", "MethodNotAllowed")


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """One connection for each of the two ways; the thread makes one call at a time.

    `paths` are those that tell a store without a signature.
    """

    web: Web
    store: Store
    thread: DaemonThread
    paths: tuple[str, ...]
    bucket: str | None
    make: Callable[[StorageTarget], Store]
    """Makes another client of the library, for another setup."""

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls a method of the store, or a function that does, on its thread."""
        return await self.thread.call(function, *args, **kwargs)

    async def hail(self) -> Hail:
        """Who answers there."""
        return await hail(self.web, self.paths)

    async def buckets(self) -> tuple[str, ...] | None:
        """The buckets that these keys may see, None where they may not ask.

        It is the cheapest signed call. Where a proxy routes nothing but buckets, a look into the
        first one proves the signature instead.
        """
        try:
            return tuple(await self.call(self.store.buckets))
        except StoreError as error:
            if error.code in DENIED:
                return None
            routed = not error.is_foreign and error.code not in _NOT_ROUTED
            if routed or self.bucket is None:
                raise
        try:
            await self.call(self.store.listing, self.bucket, PREFIX, 1)
        except StoreError as error:
            if error.code not in (*DENIED, "NoSuchBucket"):
                raise
        return None


@asynccontextmanager
async def connected(
    target: StorageTarget, make: Callable[[StorageTarget], Store], *, paths: tuple[str, ...]
) -> AsyncIterator[Client]:
    """Sends nothing yet. A call that is still waiting at the end is left to its own limits."""
    bucket = next((each.name for each in target.possible), None)
    every = (*paths, f"/{bucket}") if bucket else paths
    # first, since it is open_web that has words for a proxy which cannot be used
    async with open_web(target.endpoint.web) as web:
        store, thread = make(target), DaemonThread()
        try:
            yield Client(web, store, thread, every, bucket, make)
        finally:
            store.close()
            thread.end()
