"""Where an S3 store is: a URL without a path, or just a host and a port."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import SplitResult, urlsplit

from checks.web import HttpUrl
from healthcheck import Malformed

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL without a path, or just `host:port`."""

    host: str
    port: int
    tls: bool

    example: ClassVar[str] = "http://localhost:9000"

    @property
    def web(self) -> HttpUrl:
        """For requests that are not signed."""
        return HttpUrl(self.host, self.port, tls=self.tls)

    def __str__(self) -> str:
        """As a URL: so the client libraries take it, too."""
        return self.web.origin

    @classmethod
    def assumes_tls(cls, host: str) -> bool:
        """Whether a host without a scheme is asked over TLS."""
        return False

    @classmethod
    def refuse(cls, parts: SplitResult) -> None:
        """Malformed for what this kind of store could never be asked at."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence; of a URL that does not fit nothing secret is quoted."""
        if text != text.strip():
            raise Malformed("it begins or ends with a space or a line break")
        parts = _split(text, cls.example)
        if "@" in parts.netloc:
            raise Malformed("a user or password stands in it; the keys are settings of their own")
        host = _host(parts, cls.example)
        cls.refuse(parts)
        if parts.query or parts.fragment:
            raise Malformed(f"something follows its host; expected {cls.example}")
        if parts.path not in ("", "/"):
            raise Malformed(
                "a path follows its host, and none can: a store checks the signature over the "
                "path it sees; leave the path out (a bucket has a setting of its own)"
            )
        tls = parts.scheme == "https" if parts.scheme else cls.assumes_tls(host)
        return cls(host, parts.port or _PORTS["https" if tls else "http"], tls)


def _split(text: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        port = parts.port
    except ValueError:
        raise Malformed(f"its host or port cannot be read; expected {example}") from None
    if parts.scheme not in ("", *_PORTS):
        raise Malformed(f"not a web address; expected {example}")
    if port == 0:
        raise Malformed("its port is not a number from 1 to 65535")
    return parts


def _host(parts: SplitResult, example: str) -> str:
    host = parts.hostname or ""
    if not host or not re.fullmatch(r"[^\s/\\]+", host):
        raise Malformed(f"there is no host in it; expected {example}")
    try:
        host.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return host
