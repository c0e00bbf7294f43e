"""What a request signed with AWS's version 4 says about itself. The real server verifies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from sandbox.exchange import Asked

TOLERANCE = timedelta(minutes=15)
"""By how much a signature's time may differ from the server's."""

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signature:
    access_key: str
    region: str
    made: datetime
    valid_for: timedelta | None
    """Of a presigned URL."""

    def skewed(self, now: datetime) -> bool:
        if self.valid_for is not None:
            return self.made - now > TOLERANCE
        return abs(self.made - now) > TOLERANCE

    def expired(self, now: datetime) -> bool:
        return self.valid_for is not None and now > self.made + self.valid_for


def signature(asked: Asked) -> Signature | None:
    """None if it has none that can be read."""
    query = dict(parse_qsl(urlsplit(asked.target.decode("latin-1")).query))
    algorithm, _, words = asked.header("authorization").partition(" ")
    try:
        if query.get("X-Amz-Algorithm") == ALGORITHM:
            return _presigned(query)
        if algorithm == ALGORITHM:
            fields = dict(word.strip().split("=", 1) for word in words.split(","))
            return _signature(fields["Credential"], asked.header("x-amz-date"))
    except (KeyError, ValueError):
        return None
    return None


def _presigned(query: Mapping[str, str]) -> Signature:
    valid_for = timedelta(seconds=int(query["X-Amz-Expires"]))
    return _signature(query["X-Amz-Credential"], query["X-Amz-Date"], valid_for)


def _signature(credential: str, made: str, valid_for: timedelta | None = None) -> Signature:
    access_key, _, region, _, _ = credential.rsplit("/", 4)
    when = datetime.strptime(made, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Signature(access_key, region, when, valid_for)
