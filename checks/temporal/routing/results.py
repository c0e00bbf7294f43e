"""Jobs that fail and say so in their result only: to Temporal they have completed."""

import json
from collections.abc import Mapping

LARGEST = 100_000
"""Bytes of a result that is read; a longer one is no mere report."""

FAILED = ("failed", "failure", "error")
"""What a `status` says of a job that has failed."""

UNTOLD = "no reason given"


def complaint(data: bytes) -> str:
    """Why the job failed, by a result in JSON; empty where that does not say that it did."""
    if len(data) > LARGEST:
        return ""
    try:
        told = json.loads(data)
    except ValueError:
        return ""
    if not isinstance(told, Mapping):
        return ""
    plain = {str(key).lower(): value for key, value in told.items()}
    return _reason(plain) if _failed(plain) else ""


def _failed(told: Mapping[str, object]) -> bool:
    """By what says it outright; an error that stands beside nothing of the kind says it, too."""
    if "success" in told:
        return str(told["success"]).lower() == "false"
    if "status" in told:
        return str(told["status"]).lower() in FAILED
    return bool(told.get("error"))


def _reason(told: Mapping[str, object]) -> str:
    said = (told.get(key) for key in ("error", "error_message", "message", "reason"))
    return next((str(each) for each in said if each), UNTOLD)
