"""Where a web server is, what is expected of it, and what it will be sent."""

import re
from collections.abc import Mapping

from checks.http.expecting import Headers, Json
from checks.http.following import Redirects
from checks.http.request import Path, Request
from checks.web import HttpUrl
from healthcheck import Malformed, Secret, Target

NONE = Secret("")


class Token(Secret):
    """A bearer's token, never shown.

    One that fits no header is refused here: the error about it would quote it.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Malformed where a header cannot hold it."""
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise Malformed("there is a space, a line break or a letter in it that no header holds")
        return cls(text)


class Status(str):
    """An HTTP status, such as 204, or a class of them, such as 2xx."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Status":
        """Malformed for what is none."""
        if not re.fullmatch(r"[1-5](\d\d|xx)", text, re.ASCII | re.IGNORECASE):
            raise Malformed("an HTTP status is a number from 100 to 599, or a class such as 2xx")
        return cls(text.lower())

    def covers(self, status: int) -> bool:
        """Whether it is that one, or of that class."""
        return self == str(status) or (self.endswith("xx") and self[0] == str(status)[0])


NO_TOKEN = Token("")
NO_PATH = Path("")


class HttpTarget(Target):
    """`status` is what is expected, any 2xx where nothing is, as are `headers` and `json` of the
    answer; `redirects` says which are followed before. `user` and `password` stand in the URL or in
    settings of their own, `token` is a bearer's. A certificate that expires within
    `certificate_days` deserves a look. Where `openapi` is set, it is asked for instead of the URL
    itself, which then is what paths are appended to; `request` is never sent."""

    url: HttpUrl
    status: tuple[Status, ...] = ()
    user: str = ""
    password: Secret = NONE
    token: Token = NO_TOKEN
    headers: Headers | None = None
    json: Json | None = None
    redirects: Redirects = Redirects.NONE
    certificate_days: int = 14
    openapi: Path = NO_PATH
    request: Request | None = None

    @property
    def encrypts(self) -> bool:
        """As https:// asks for it."""
        return self.url.tls

    @property
    def address(self) -> str:
        """`host:port` and the path."""
        path = self.url.path
        return super().address + (path.rstrip("/") if self.openapi else path)

    @property
    def within(self) -> Mapping[str, str]:
        """The path that the others are appended to."""
        return {"path": self.url.path.rstrip("/")}

    @property
    def asked(self) -> str:
        """The address of what is asked for."""
        place = self.openapi.partition("?")[0]
        return self.address + place
