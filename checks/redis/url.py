"""A Redis URL, as redis-py reads it."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from healthcheck import Malformed, Secret, join_address

PORT = 6379
CERTIFICATES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
VERIFYING = ("required", "optional", "none")
_EXAMPLE = "redis://user:password@host:6379/0"
_FALSE = ("0", "f", "false", "n", "no")


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """Where the server is, who we are there, which database, and how TLS is to be used.

    `verify` is redis-py's ssl_cert_reqs; `certificates` are names of files.
    """

    host: str
    port: int
    user: str
    password: Secret
    database: int = 0
    tls: bool = False
    verify: str = "required"
    check_hostname: bool = True
    certificates: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As a URL, without the password."""
        account = f"{self.user}{f':{self.password}' if self.password else ''}"
        place = f"{join_address(self.host, self.port)}/{self.database}"
        return f"redis{'s' if self.tls else ''}://{account}{'@' if account else ''}{place}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence that quotes nothing which could be a piece of the password."""
        parts = _split(text)
        query = dict(parse_qsl(parts.query))
        user, _, password = parts.netloc.rpartition("@")[0].partition(":")
        verify = query.get("ssl_cert_reqs", "required")
        if verify not in VERIFYING:
            raise Malformed(f"its ssl_cert_reqs is none of {', '.join(VERIFYING)}")
        return cls(
            host=_host(parts),
            port=parts.port or PORT,
            user=unquote(user or query.get("username", "")),
            password=Secret(unquote(password or query.get("password", ""))),
            database=_database(query.get("db") or unquote(parts.path).replace("/", "")),
            tls=parts.scheme == "rediss",
            verify=verify,
            check_hostname=query.get("ssl_check_hostname", "true").lower() not in _FALSE,
            certificates=tuple((key, query[key]) for key in CERTIFICATES if query.get(key)),
        )


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Malformed(
            "its host or port cannot be read; in the password, write / # ? as %2F %23 %3F"
        ) from None
    if parts.scheme == "unix":
        raise Malformed("a Unix socket is not supported; name the server's host and port")
    if parts.scheme not in ("redis", "rediss") or "://" not in text:
        raise Malformed(f"not a Redis URL; expected {_EXAMPLE} (rediss:// for TLS)")
    if parts.fragment or port == 0:
        raise Malformed("it is cut short by a #; write a # in the password as %23")
    return parts


def _host(parts: SplitResult) -> str:
    host = unquote(parts.hostname or "localhost")
    try:
        host.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return host


def _database(text: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"\s*[0-9]{1,19}\s*", text):
        raise Malformed("its database is not a number; expected redis://host:6379/0")
    return int(text)
