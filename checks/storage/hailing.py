"""Who answers at an endpoint, told by unsigned requests: a store refuses even these in its way."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from checks.web import Reply, Web, skew

ALIVE = "/minio/health/live"
READY = "/minio/health/ready"
WRITABLE = "/minio/health/cluster"

GREETING = b"GET / HTTP/1.0\r\n\r\n"
MINIO = rb"^HTTP/1\..*?\r\nServer: (MinIO(?! Console)|Silo)"
"""What MinIO is recognised by, also by who looked for something else; Silo is its successor."""

TELLING = 8192
"""Bytes of a body in which a server gives itself away. Of one that says `<Error>` for ever, each
would be searched to its end, in the event loop and for minutes."""

_OFFLINE = "x-minio-server-status"
_MINIO = re.compile(r"MinIO(?! Console)|Silo\b")
_CONSOLE = re.compile(rb"<title>\s*MinIO Console", re.IGNORECASE)
_ERROR = re.compile(rb"<Error(?: [^>]*)?>.*<Code>|<ListAllMyBucketsResult", re.DOTALL)
_PLAIN_TO_TLS = re.compile(rb"HTTP request (?:was sent )?to (?:an )?HTTPS", re.IGNORECASE)


class Kind(Enum):
    """What an answer tells of who gave it."""

    STORE = auto()
    STARTING = auto()
    CONSOLE = auto()
    TLS = auto()
    GATEWAY = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Hail:
    """Who answered, by which name, and how many seconds its clock is ahead (None: not told)."""

    kind: Kind
    server: str
    status: int
    skew: float | None

    @property
    def is_minio(self) -> bool:
        """Whether it says so itself."""
        return _MINIO.match(self.server) is not None


async def hail(web: Web, paths: Sequence[str]) -> Hail:
    """Asks for one path after the other until a store answers; proxies may not route them all."""
    heard: list[Hail] = []
    for path in paths:
        sent = time.time()
        reply = await web.ask(path)
        heard.append(_hail(reply, sent=sent, received=time.time()))
        if heard[-1].kind in (Kind.STORE, Kind.STARTING):
            break
    return telling(heard)


def telling(heard: Iterable[Hail]) -> Hail:
    """Of several answers, the one that tells most: a store's, else the first that is no riddle."""
    return min(heard, key=lambda each: list(Kind).index(each.kind))


def _hail(reply: Reply, *, sent: float, received: float) -> Hail:
    return Hail(
        kind=kind(reply),
        server=reply.headers.get("server", ""),
        status=reply.status,
        skew=skew(reply.headers.get("date", ""), sent=sent, received=received),
    )


def kind(reply: Reply) -> Kind:
    """What one answer tells."""
    server, body = reply.headers.get("server", ""), reply.body[:TELLING]
    if server == "MinIO Console" or _CONSOLE.search(body):
        return Kind.CONSOLE
    if reply.headers.get(_OFFLINE) == "offline":
        return Kind.STARTING
    if _MINIO.match(server) or "x-amz-request-id" in reply.headers or _ERROR.search(body):
        return Kind.STORE
    if _PLAIN_TO_TLS.search(body) or _leads_to_tls(reply):
        return Kind.TLS
    return Kind.GATEWAY if reply.status in (502, 503, 504) else Kind.OTHER


def _leads_to_tls(reply: Reply) -> bool:
    """A library that signs does not follow."""
    return reply.status // 100 == 3 and reply.headers.get("location", "").startswith("https://")
