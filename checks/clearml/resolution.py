"""What the SDK's own configuration comes to, and what is wrong with that."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from checks.web import HttpUrl, is_loopback
from healthcheck import Malformed


@dataclass(frozen=True, slots=True)
class Resolution:
    """As the process told it: hosts as the SDK spells them, `None` where it has none."""

    told: Mapping[str, Any]

    @classmethod
    def read(cls, said: bytes) -> Self | None:
        """None where it is no answer."""
        try:
            told = json.loads(said)
        except ValueError:
            return None
        return cls(told) if isinstance(told, dict) else None

    @property
    def is_absent(self) -> bool:
        """Whether there is no SDK here to be asked."""
        return bool(self.told.get("absent"))

    @property
    def trouble(self) -> str:
        """What keeps the SDK from reading its configuration, empty where nothing does."""
        if not self.told.get("error"):
            return ""
        line = self.told.get("line")
        where = " or ".join(self.told.get("read") or ["its configuration"])
        return f"{self.told['error']} in {f'line {line} of ' if line else ''}{where}"

    @property
    def api(self) -> HttpUrl | None:
        """The API server, None where that is no URL."""
        return _url(self.told.get("api"))

    def evidence(self) -> dict[str, object]:
        """All that is harmless; of the keys only whether they are there."""
        hosts = {name: _url(self.told.get(name)) for name in ("api", "web", "files")}
        keys = ("version", "read", "offline", "access_key", "secret_key", "token")
        return {
            **{key: self.told[key] for key in keys if key in self.told},
            **{name: str(url) for name, url in hosts.items() if url},
        }

    def warnings(self, probed: HttpUrl) -> Iterator[tuple[str, str]]:
        """Codes and sentences for what makes the SDK go elsewhere, or nowhere."""
        if self.told.get("offline"):
            yield "sdk-offline", "the SDK is offline (CLEARML_OFFLINE_MODE): it asks no server"
        if self.told.get("missing"):
            yield (
                "sdk-file-missing",
                f"CLEARML_CONFIG_FILE names {self.told['missing']}, which is not there; the SDK "
                "then reads no file at all",
            )
        if self.api is None:
            yield "sdk-elsewhere", "what the SDK takes for its API server is no http:// URL"
        elif _place(self.api) != _place(probed):
            yield "sdk-elsewhere", f"the SDK would talk to {self.api}, not to {probed}"

    def stray_keys(self) -> Iterator[tuple[str, str]]:
        """Code and sentence for keys that are none of the settings', by which the SDK logs in."""
        pair = self.told.get("access_key") and self.told.get("secret_key")
        if pair or self.told.get("token"):
            where = " or ".join(self.told.get("read") or ["the environment"])
            yield "sdk-keys", f"the settings have no keys, and the SDK finds some in {where}"


def _url(text: object) -> HttpUrl | None:
    try:
        return HttpUrl.parse(str(text).strip()) if text else None
    except Malformed:
        return None


def _place(url: HttpUrl) -> tuple[str, int, bool, str]:
    """Spelt in one way."""
    host = "localhost" if is_loopback(url.host) else url.host.lower().rstrip(".")
    return host, url.port, url.tls, url.path.rstrip("/")
