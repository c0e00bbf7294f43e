"""Where ClearML is, and by which keys."""

import re
from collections.abc import Mapping
from typing import Self

from checks.web import HttpUrl
from healthcheck import Malformed, Secret, Target

NONE = Secret("")
_VERSION = re.compile(r"/v\d+(\.\d+)?/*$", re.ASCII)


class ApiUrl(HttpUrl):
    """An API server's URL, as far as the SDK can use it."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Spaces around it do no harm; the SDK appends the version of the API by itself, to all but
        the login."""
        url = super().parse(text.strip())
        if _VERSION.search(url.path):
            said = "it ends in a version of the API, which the SDK appends by itself"
            raise Malformed(said, code="version-in-url")
        return url


LOCAL = ApiUrl("localhost", 8008)
"""A developer's API server; a target without an api_host has this very object."""


class ClearmlTarget(Target):
    """The API server's URL, with the path it may lie below; the keys are optional, since a platform
    without them trains all the same: untracked. The other two hosts are the SDK's alone, which
    takes more than URLs for them: `s3://bucket`, say. `queue` is the one that the platform puts its
    tasks into, if it does."""

    api_host: ApiUrl = LOCAL
    web_host: str = ""
    files_host: str = ""
    queue: str = ""
    access_key: Secret = NONE
    secret_key: Secret = NONE

    @property
    def missing_keys(self) -> tuple[str, ...]:
        """The names of those that are not set; a blank one is none."""
        keys = {"access key": self.access_key, "secret key": self.secret_key}
        return tuple(name for name, key in keys.items() if not key.reveal().strip())

    @property
    def encrypts(self) -> bool:
        """As https:// asks for it."""
        return self.api_host.tls

    @property
    def within(self) -> Mapping[str, str]:
        """The path that the API lies below."""
        return {"path": self.api_host.path.rstrip("/")}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The secret half of a pair of keys."""
        return {"secret key": (self.access_key, self.secret_key)}

    @property
    def address(self) -> str:
        """`host:port`, and the path where there is one."""
        return super().address + self.api_host.path.rstrip("/")
