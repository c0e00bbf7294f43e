"""Who gives up waiting for a write does not leave an object behind."""

import asyncio
import threading
from collections.abc import Sequence

from checks.storage.buckets import Right
from checks.storage.scratch import Trip, trip
from checks.storage.store import Content, Fetched, Folders, Listed, StoreError, Upload
from healthcheck import DaemonThread

LIMIT = 10.0


class Slow:
    """A store in memory whose `put` takes until it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let_go = threading.Event()
        self.held: dict[str, bytes] = {}
        self.calls: list[str] = []
        self.patience = LIMIT

    def buckets(self) -> Sequence[str]:
        return ["bucket"]

    def listing(self, bucket: str, prefix: str, most: int) -> Sequence[Listed]:
        return []

    def read(self, bucket: str, key: str, most: int = 0) -> Content:
        self.calls.append("read")
        return Content(self.held[key], None)

    def put(self, bucket: str, key: str, data: bytes, *, new: bool = False) -> str | None:
        self.calls.append("put")
        self.asked.set()
        assert self.let_go.wait(LIMIT)
        self.held[key] = data
        return "version"

    def delete(self, bucket: str, key: str, version: str | None) -> None:
        self.calls.append(f"delete {version}")
        if version:
            raise StoreError("AccessDenied", "versions are not for these keys")
        del self.held[key]

    def folders(self, bucket: str, prefix: str, token: str = "") -> Folders:
        raise NotImplementedError

    def upload(self, bucket: str, key: str, data: bytes) -> str | None:
        raise NotImplementedError

    def uploads(self, bucket: str, prefix: str) -> Sequence[Upload]:
        raise NotImplementedError

    def abort(self, upload: Upload, bucket: str) -> None:
        raise NotImplementedError

    def presigned(self, method: str, bucket: str, key: str) -> str:
        raise NotImplementedError

    def fetch(self, method: str, url: str, data: bytes = b"") -> Fetched:
        raise NotImplementedError

    def administer(self, path: str) -> Fetched:
        raise NotImplementedError

    def close(self) -> None: ...


def test_a_trip_that_is_waited_for_comes_back() -> None:
    store = Slow()
    store.let_go.set()
    made = asyncio.run(trip(DaemonThread(), store, "bucket", ()))

    assert made == Trip(intact=True, done=["created where there was none"])
    assert store.calls == ["put", "read", "delete version", "delete None"]


def test_a_trip_that_is_given_up_deletes_what_was_written_meanwhile() -> None:
    store = Slow()
    asyncio.run(_give_up(store))

    assert store.calls == ["put", "delete version", "delete None"]
    assert store.held == {}


async def _give_up(store: Slow) -> None:
    thread = DaemonThread()
    making = asyncio.ensure_future(trip(thread, store, "bucket", [Right.PRESIGN, Right.MULTIPART]))
    assert await asyncio.to_thread(store.asked.wait, LIMIT)
    making.cancel()
    await asyncio.sleep(0)  # one turn, in which it hears of that
    store.let_go.set()
    await asyncio.wait({making}, timeout=LIMIT)
    assert making.cancelled()
