"""Where ClearML is, and by which keys."""

from checks.web import HttpUrl
from healthcheck import Secret, Target

NONE = Secret("")
LOCAL = HttpUrl("localhost", 8008)
"""A developer's API server; a target without an api_host has this very object."""


class ClearmlTarget(Target):
    """The API server's URL, with the path it may lie below; the keys are optional, since a platform
    without them trains all the same: untracked."""

    api_host: HttpUrl = LOCAL
    web_host: HttpUrl | None = None
    files_host: HttpUrl | None = None
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
    def address(self) -> str:
        """`host:port`, and the path where there is one."""
        return super().address + self.api_host.path.rstrip("/")
