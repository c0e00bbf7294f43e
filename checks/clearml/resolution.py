"""What the SDK's own configuration comes to, and what is wrong with that."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from checks.clearml.target import ClearmlTarget
from checks.web import HttpUrl, is_loopback
from healthcheck import Malformed

PUBLIC = "api.clear.ml"
"""Where the SDK goes that nobody tells anything."""


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

    @property
    def missing(self) -> str:
        """A sentence about a file that is named and is not there, empty where there is none."""
        name = self.told.get("missing")
        return f"CLEARML_CONFIG_FILE names {name}, which is not there" if name else ""

    @property
    def is_lost(self) -> bool:
        """Whether a missing file leaves the SDK to its default, the public server."""
        return bool(self.missing) and self.api is not None and self.api.host == PUBLIC

    def evidence(self) -> dict[str, object]:
        """All that is harmless; of the keys only whether they are there."""
        hosts = {name: _url(self.told.get(name)) for name in ("api", "web", "files")}
        keys = ("version", "read", "offline", "access_key", "secret_key", "token")
        return {
            **{key: self.told[key] for key in keys if key in self.told},
            **{name: str(url) for name, url in hosts.items() if url},
        }

    def warnings(self, target: ClearmlTarget) -> Iterator[tuple[str, str]]:
        """Codes and sentences for what makes the SDK go elsewhere, as somebody else, or nowhere."""
        probed = target.api_host
        if self.told.get("offline"):
            yield "sdk-offline", "the SDK is offline (CLEARML_OFFLINE_MODE): it asks no server"
        if self.told.get("missing"):
            yield "sdk-file-missing", f"{self.missing}; the SDK then reads no file at all"
        if self.api is None:
            yield "sdk-elsewhere", "what the SDK takes for its API server is no http:// URL"
        elif _place(self.api) != _place(probed):
            yield "sdk-elsewhere", f"the SDK would talk to {self.api}, not to {probed}"
        for name, said in (("files", target.files_host), ("web", target.web_host)):
            ours, theirs = _url(said), _url(self.told.get(name))
            if ours and theirs and _place(ours) != _place(theirs):
                yield "sdk-elsewhere", f"the SDK's {name} host is {theirs}, not {ours}"
        pair = self.told.get("pair")
        if pair and not target.missing_keys and pair != _hashed(target):
            yield "sdk-other-keys", "the SDK finds other keys than those that were tried here"

    def stray_keys(self) -> Iterator[tuple[str, str]]:
        """Code and sentence for keys that are none of the settings', by which the SDK logs in."""
        pair = self.told.get("access_key") and self.told.get("secret_key")
        if pair or self.told.get("token"):
            where = " or ".join(self.told.get("read") or ["the environment"])
            yield "sdk-keys", f"the settings have no keys, and the SDK finds some in {where}"


def _hashed(target: ClearmlTarget) -> str:
    """The keys, as the process tells of its own."""
    keys = f"{target.access_key.reveal()}\n{target.secret_key.reveal()}"
    return hashlib.sha256(keys.encode()).hexdigest()


def _url(text: object) -> HttpUrl | None:
    try:
        return HttpUrl.parse(str(text).strip()) if text else None
    except Malformed:
        return None


def _place(url: HttpUrl) -> tuple[str, int, bool, str]:
    """Spelt in one way."""
    host = "localhost" if is_loopback(url.host) else url.host.lower().rstrip(".")
    return host, url.port, url.tls, url.path.rstrip("/")
