"""An S3 client: as much of one as the sandbox itself needs, without threads and an SDK's import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

from sandbox.exchange import Answer, Asked, exchange
from sandbox.signing import signed

KEPT = ("content-type", "content-encoding", "x-amz-meta-")


class StoreError(Exception):
    """The server's refusal: its code, or its status where it tells no code."""


@dataclass(frozen=True)
class Thing:
    """An object with what its owner has said about it."""

    key: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, as those of KEPT."""


@dataclass(frozen=True)
class Store:
    """A server on the loopback, asked by one account."""

    port: int
    access_key: str
    secret_key: str
    region: str = "us-east-1"

    async def make_bucket(self, bucket: str) -> None:
        await self._ask("PUT", f"/{bucket}")

    async def remove_bucket(self, bucket: str) -> None:
        """Only an empty one can be removed."""
        await self._ask("DELETE", f"/{bucket}")

    async def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The first thousand."""
        query = f"list-type=2&prefix={quote(prefix, safe='')}"
        listed = ElementTree.fromstring((await self._ask("GET", f"/{bucket}?{query}")).body)
        return [each.text or "" for each in listed.iterfind("{*}Contents/{*}Key")]

    async def get(self, bucket: str, key: str) -> Thing:
        answer = await self._ask("GET", _path(bucket, key))
        pairs = ((name.decode().lower(), value.decode()) for name, value in answer.headers)
        return Thing(key, answer.body, tuple(pair for pair in pairs if pair[0].startswith(KEPT)))

    async def put(self, bucket: str, thing: Thing) -> None:
        await self._ask("PUT", _path(bucket, thing.key), thing.body, thing.headers)

    async def delete(self, bucket: str, key: str) -> None:
        await self._ask("DELETE", _path(bucket, key))

    async def take(self, bucket: str, key: str) -> Thing:
        """Gets it, and it is there no more."""
        thing = await self.get(bucket, key)
        await self.delete(bucket, key)
        return thing

    async def _ask(
        self, method: str, target: str, body: bytes = b"", about: Iterable[tuple[str, str]] = ()
    ) -> Answer:
        headers = signed(
            method,
            target,
            {"host": f"127.0.0.1:{self.port}", **dict(about)},
            body,
            keys=(self.access_key, self.secret_key),
            region=self.region,
        )
        sent = tuple((name.encode(), value.encode()) for name, value in headers.items())
        answer = await exchange(self.port, Asked(method, target.encode(), sent, body))
        if answer.status >= 300:
            raise StoreError(_code(answer))
        return answer


def _path(bucket: str, key: str) -> str:
    return quote(f"/{bucket}/{key}", safe="/~")


def _code(answer: Answer) -> str:
    try:
        code = ElementTree.fromstring(answer.body).findtext("{*}Code")
    except ElementTree.ParseError:
        code = None
    return code or str(answer.status)
