"""Whether server and SDK are of versions that fit."""

import re
from collections.abc import Mapping
from typing import Any

from checks.clearml.target import ClearmlTarget
from healthcheck import Probe

OLDEST = (2, 9)
"""The API's version that the SDK's lowest calls are of (clearml 2.1.12); it asks an older server
for endpoints that this does not have."""


def judge_versions(probe: Probe[ClearmlTarget], told: Mapping[str, Any]) -> None:
    """Warns of a server that is older than any that the SDK knows."""
    text = str(told.get("api_version") or "")
    version = _numbers(text)
    if version is not None and version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        said = f"ClearML at {probe.target.address} speaks version {text} of the API"
        probe.warn("old-server", f"{said}; the SDK's oldest calls are of {oldest}")


def _numbers(text: str) -> tuple[int, ...] | None:
    if not re.fullmatch(r"\d+(\.\d+)*", text, re.ASCII):
        return None
    return tuple(map(int, text.split(".")))
