"""What is asked of a store, whichever library asks it. Every call blocks, with patience."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import healthcheck
from checks.web import Reply, leads_to

PATIENCE = 0.75
"""What part of a step's time is given to connecting, and to each piece of an answer; nothing is
tried twice."""

ENOUGH = 4096
"""Bytes that are read of an object which only has to be readable."""


NAME, VERSION = "healthcheck", healthcheck.__version__
"""As the store's log shows who asked."""


class StoreError(Exception):
    """A store's refusal, in one spelling for all libraries: `Code: message`.

    An answer that is no store's at all, such as a proxy's page, has the code `HTTP <status>`.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status

    @property
    def is_foreign(self) -> bool:
        """Whether it is no store's answer."""
        return self.code.startswith("HTTP ")

    @classmethod
    def foreign(cls, status: int) -> "StoreError":
        """For an answer that does not speak S3."""
        return cls(f"HTTP {status}", "the answer is not an S3 store's", status=status)

    @classmethod
    def of(cls, status: int, code: str, message: str, location: str) -> "StoreError":
        """For an answer as a library tells of it; without a code of S3's it is no store's."""
        if status // 100 == 3:
            where = leads_to(Reply(status, {"location": location})) or "a place it does not name"
            return cls(f"HTTP {status}", f"it leads to {where}", status=status)
        if not code or code.isdigit():
            return cls.foreign(status)
        return cls(code, message, status=status)

    @property
    def stores_nothing(self) -> bool:
        """Whether what it refuses was surely not done; after a 5xx nobody knows."""
        return self.status // 100 in (3, 4)


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a listing; `at` is when it was stored, by the store's clock."""

    key: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload in parts that was begun and not ended; `at` is when, by the store's clock."""

    key: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Folders:
    """What the keys below a prefix begin with, to the next slash. Where the list is cut off after
    `last`, `token` asks for what follows."""

    names: frozenset[str]
    last: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What anybody gets who has a presigned URL and nothing else."""

    status: int
    data: bytes
    version: str | None = None
    """What was stored by it, where the bucket keeps versions."""


@dataclass(frozen=True, slots=True)
class Content:
    """The first bytes of an object, and the store's time when it gave them."""

    data: bytes
    at: datetime | None


class Store(Protocol):
    """Raises StoreError where the store refuses, and what its library raises for the rest.

    `patience` is in seconds, for connecting and for each piece of an answer; it counts until the
    first call.
    """

    patience: float

    def buckets(self) -> Sequence[str]:
        """The buckets that these keys may see: not always all that they may use."""

    def listing(self, bucket: str, prefix: str, most: int) -> Sequence[Listed]:
        """The first objects whose keys begin so, in the order of their keys."""

    def folders(self, bucket: str, prefix: str, token: str = "") -> Folders:
        """The folders below a prefix, in the order of their names; by a token those that follow."""

    def read(self, bucket: str, key: str, most: int = ENOUGH) -> Content:
        """The beginning of an object, of at most so many bytes."""

    def put(self, bucket: str, key: str, data: bytes, *, new: bool = False) -> str | None:
        """Stores an object; its version where the bucket keeps versions. `new`: only where there
        is none of that name."""

    def upload(self, bucket: str, key: str, data: bytes) -> str | None:
        """Stores an object in parts, one of them; its version. What was begun is not left."""

    def uploads(self, bucket: str, prefix: str) -> Sequence[Upload]:
        """The first uploads in parts that were begun and not ended."""

    def abort(self, upload: Upload, bucket: str) -> None:
        """Ends an upload in parts; one that is not there is no error."""

    def presigned(self, method: str, bucket: str, key: str) -> str:
        """A URL by which anybody may GET or PUT the object for a minute; nothing is asked."""

    def fetch(self, method: str, url: str, data: bytes = b"") -> Fetched:
        """Asks for a URL, as who was given it does: without keys."""

    def administer(self, path: str) -> Fetched:
        """What a path gives that is no bucket's, asked with the keys."""

    def delete(self, bucket: str, key: str, version: str | None) -> None:
        """Deletes an object, or one version of it; one that is not there is no error."""

    def close(self) -> None:
        """Closes its connections; from any thread, one that is in use when its call has ended."""


def authorities() -> str | None:
    """The file of the authorities that this environment trusts, None for the library's own."""
    return os.environ.get("SSL_CERT_FILE") or None


def moment(date: str | None) -> datetime | None:
    """The time in a Date header, None where it does not say one."""
    try:
        told = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return told.replace(tzinfo=told.tzinfo or UTC)
