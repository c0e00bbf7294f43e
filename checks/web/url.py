"""An HTTP URL: where a web server is, and below which path."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from healthcheck import Malformed, Secret, join_address

PORTS = {"http": 80, "https": 443}
_EXAMPLE = "http://localhost:8000"
_NONE = Secret("")


@dataclass(frozen=True, slots=True)
class HttpUrl:
    """A web address: `http://` or `https://`, and below it what is asked for, as whom."""

    host: str
    port: int
    tls: bool = False
    path: str = ""
    query: Secret = _NONE
    user: str = ""
    password: Secret = _NONE

    def __str__(self) -> str:
        """As a URL, without what may be secret."""
        return f"{self.origin}{self.path}{'?***' if self.query else ''}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self.tls else 'http'}://{join_address(self.host, self.port)}"

    @property
    def base(self) -> str:
        """The URL that paths are appended to; no user, no password, no slash at its end."""
        return f"{self.origin}{self.path.rstrip('/')}"

    @property
    def exact(self) -> str:
        """The URL as it is requested, with its query."""
        query = self.query.reveal()
        return f"{self.origin}{self.path or '/'}{f'?{query}' if query else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence that quotes nothing which could be a piece of a password."""
        parts = _split(text)
        user, _, password = parts.netloc.rpartition("@")[0].partition(":")
        return cls(
            host=_host(parts),
            port=parts.port or PORTS[parts.scheme],
            tls=parts.scheme == "https",
            path=parts.path,
            query=Secret(parts.query),
            user=unquote(user),
            password=Secret(unquote(password)),
        )


def _split(text: str) -> SplitResult:
    if any(each.isspace() or not each.isprintable() for each in text):
        raise Malformed("there is a space, a line break or the like in it")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Malformed(
            "its host or port cannot be read; in a password, write / # ? @ as %2F %23 %3F %40"
        ) from None
    if parts.scheme not in PORTS or "://" not in text:
        raise Malformed(f"not an HTTP URL; expected http:// or https://, such as {_EXAMPLE}")
    if parts.fragment or port == 0:
        raise Malformed("it is cut short by a #; in a password, write # as %23")
    if "@" in parts.path:
        raise Malformed("an @ stands after its host; in a password, write / @ as %2F %40")
    return parts


def _host(parts: SplitResult) -> str:
    if not parts.hostname:
        raise Malformed(f"there is no host in it; expected a URL such as {_EXAMPLE}")
    try:
        parts.hostname.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return parts.hostname
