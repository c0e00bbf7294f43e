"""What ClearML's API server wraps around every answer: by it one knows that it is ClearML."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.web import Reply

_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's own result code and subcode, its message, and the data."""

    code: int
    subcode: int
    message: str
    data: Mapping[str, Any]

    @property
    def is_fine(self) -> bool:
        """Whether the server did what it was asked."""
        return self.code == 200

    def __str__(self) -> str:
        """For a sentence: `500/0 Error 111 connecting to redis:6379`."""
        return f"{self.code}/{self.subcode} {self.message}"


def open_envelope(reply: Reply) -> Answer | None:
    """The answer of an API server, None where this is none."""
    try:
        body = json.loads(reply.body)
        meta, data = body["meta"], body.get("data")
        code, subcode = int(meta["result_code"]), int(meta.get("result_subcode") or 0)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    message = str(meta.get("result_msg") or "")
    return Answer(code, subcode, message, data if isinstance(data, dict) else {})


def is_token(text: object) -> bool:
    """Whether it is spelt as a JSON web token, and so fit for a header."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def claims(token: str) -> Mapping[str, Any]:
    """What a token says; nothing where that cannot be read. The signature is not ours to check."""
    part = token.split(".")[1]
    try:
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def identity(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who it is that a token was made for; nothing where it does not say."""
    who = told.get("identity")
    return who if isinstance(who, dict) else {}
