"""Where a PostgreSQL listens, as URLs name it: hosts and ports, or directories of Unix sockets."""

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from healthcheck import Malformed, join_address

PORT = 5432
EXAMPLE = "postgresql://user:password@host:5432/database"
SOCKETS = ("/run/postgresql", "/var/run/postgresql", "/tmp")
"""Where PostgreSQL's own builds and the distributions' put their sockets."""

_OWN = re.compile(r"^[^:]+:[^:]+$|\]:")
"""A host that has its port behind it."""
_PLACE = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<host>[^:]*))(?::(?P<port>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A host and its port; or a socket's directory, and the number that its name ends in."""

    host: str
    port: int

    @property
    def is_socket(self) -> bool:
        """Whether it is a Unix socket."""
        return self.host.startswith("/")

    def __str__(self) -> str:
        if self.is_socket:
            return f"{self.host}/.s.PGSQL.{self.port}"
        return join_address(self.host, self.port)


def places(
    written: str, query: Mapping[str, Sequence[str]], service: Mapping[str, str]
) -> tuple[Place, ...]:
    """All of them, in the order in which drivers try them.

    `written` stands between the slashes of the URL. As with libpq and SQLAlchemy, a host of the
    query is stronger; what the URL does not say is the service's, then that of PGHOST and PGPORT.
    """
    port = ",".join(query.get("port", ())) or service.get("port") or os.environ.get("PGPORT", "")
    texts = _hosts(written, query, service) or [f"{_usual(written[1:] or port)}{written}"]
    if any("@" in each for each in texts):
        raise Malformed("there is more than one @; write an @ in the password as %40")
    ports = [""] * len(texts) if all(map(_OWN.search, texts)) else _ports(port, len(texts))
    found = tuple(_place(text, port) for text, port in zip(texts, ports, strict=True))
    if any(each.is_socket for each in found) and not hasattr(asyncio, "open_unix_connection"):
        raise Malformed("this system has no Unix sockets; name the server's host and port")
    return found


def _hosts(
    written: str, query: Mapping[str, Sequence[str]], service: Mapping[str, str]
) -> list[str]:
    named = [*query.get("host", ())] or [*query.get("hostaddr", ())]
    if named:
        return ",".join(named).split(",")
    if written and not written.startswith(":"):
        return written.split(",")
    found = service.get("host") or service.get("hostaddr") or os.environ.get("PGHOST")
    return [f"{each}{written}" for each in found.split(",")] if found else []


def _usual(port: str) -> str:
    """Where drivers look that are told no host."""
    if os.name == "nt":
        return "localhost"
    for each in SOCKETS:
        if Path(each, f".s.PGSQL.{port or PORT}").exists():
            return each.replace("/", "%2F")
    raise Malformed(f"there is no host in it; expected {EXAMPLE}")


def _ports(text: str, hosts: int) -> list[str]:
    """The port of each host; an empty one is PostgreSQL's own."""
    ports = text.split(",")
    if len(ports) == 1:
        return ports * hosts
    if len(ports) != hosts:
        raise Malformed("it does not name as many ports as hosts; name one port, or one for each")
    return ports


def _place(text: str, port: str) -> Place:
    text = unquote(text) if text[:3].upper() == "%2F" else text
    if text.startswith("/"):
        directory, _, behind = text.rpartition(":")
        return Place(directory or text, _port(behind if directory else port))
    if text.count(":") > 1 and not text.startswith("["):
        return Place(text, _port(port))  # an IPv6 address of the query, which needs no brackets
    found = _PLACE.fullmatch(text)
    host = (found["six"] or found["host"]) if found else ""
    if not found or not host:
        raise Malformed(f"there is no host in it; expected {EXAMPLE}")
    return Place(_host(unquote(host)), _port(found["port"] or port))


def _host(host: str) -> str:
    try:
        host.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return host


def _port(text: str) -> int:
    text = text or str(PORT)
    if not (re.fullmatch(r"[0-9]{1,5}", text) and 0 < int(text) < 65536):
        # never quoted: without an @ the password stands where the port should
        raise Malformed(
            "its port is not a number from 1 to 65535; "
            "in the password, write @ as %40 and check that an @ stands before the host"
        )
    return int(text)
