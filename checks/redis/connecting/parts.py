"""The parts of a Redis URL: hosts, the end of its path, and options that are no TLS ones."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from healthcheck import Malformed

PORT, SENTINEL_PORT = 6379, 26379
_EXAMPLE = "redis://user:password@host:6379/0"
_UNREADABLE = "its host or port cannot be read; in the password, write / # ? as %2F %23 %3F"


class Kind(StrEnum):
    """Whom the URL leads to: one server, Sentinels that know which one, or nodes of a cluster."""

    SINGLE = "single"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


KINDS = {
    "redis": Kind.SINGLE,
    "unix": Kind.SINGLE,
    "sentinel": Kind.SENTINEL,
    "redis+sentinel": Kind.SENTINEL,
    "redis+cluster": Kind.CLUSTER,
}
ENCRYPTED = {
    "rediss": "redis",
    "rediss+sentinel": "redis+sentinel",
    "rediss+cluster": "redis+cluster",
}

Place = tuple[str, int]
"""Host and port."""


def split(text: str) -> SplitResult:
    """Malformed with a sentence that quotes nothing which could be a piece of the password."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise Malformed(_UNREADABLE) from None
    if parts.scheme not in KINDS.keys() | ENCRYPTED.keys() or "://" not in text:
        raise Malformed(f"not a Redis URL; expected {_EXAMPLE} (rediss:// for TLS)")
    if parts.fragment:
        raise Malformed("it is cut short by a #; write a # in the password as %23")
    if "@" in parts.path and parts.scheme != "unix":
        raise Malformed(_UNREADABLE)
    if parts.scheme == "unix" and not hasattr(asyncio, "open_unix_connection"):
        raise Malformed("this system has no Unix sockets; name the server's host and port")
    if parts.scheme == "unix" and not parts.path:
        raise Malformed("it names no Unix socket; expected unix:///path/of/redis.sock?db=0")
    return parts


def kind(parts: SplitResult) -> Kind:
    """By the scheme."""
    return KINDS[ENCRYPTED.get(parts.scheme, parts.scheme)]


def places(parts: SplitResult, kind: Kind) -> tuple[Place, ...]:
    """All hosts and ports; one empty place for a socket."""
    if parts.scheme == "unix":
        return (("", 0),)
    _, _, hosts = parts.netloc.rpartition("@")
    several = [hosts] if kind is Kind.SINGLE else hosts.split(",")
    usual = SENTINEL_PORT if kind is Kind.SENTINEL else PORT
    return tuple(_place(each, usual) for each in several)


def _place(text: str, usual: int) -> Place:
    try:
        parts = urlsplit(f"//{text}")
        port, host = parts.port, unquote(parts.hostname or "localhost")
    except ValueError:
        raise Malformed(_UNREADABLE) from None
    try:
        host.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return host, port or usual


def end(parts: SplitResult, kind: Kind, query: Mapping[str, str]) -> tuple[str, str]:
    """The master that a Sentinel is asked for, if any, and the number of the database, as text."""
    end = unquote(parts.path)
    if parts.scheme == "unix":
        return "", ""
    if kind is not Kind.SENTINEL:
        return "", end.replace("/", "")
    named = query.get("master_name") or query.get("service_name") or query.get("sentinel") or ""
    first, _, rest = end.strip("/").partition("/")
    return (named, first) if named or first.isdecimal() else (first, rest)


def database(query: Mapping[str, str], end: str) -> int | None:
    """The number; None where redis-py passes over what stands there and takes 0."""
    try:
        return int(query.get("db") or end or 0)
    except ValueError:
        if "db" not in query:
            return None
    raise Malformed("its option db is not a number")


def protocol(query: Mapping[str, str]) -> int | None:
    """Of RESP, where the URL demands one."""
    if query.get("protocol", "") not in ("", "2", "3"):
        raise Malformed("its option protocol is neither 2 nor 3")
    return int(query["protocol"]) if "protocol" in query else None
