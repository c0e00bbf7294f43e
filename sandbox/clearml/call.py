"""A call of the API as it arrives, and its answer in the envelope that every answer has."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from sandbox.clearml import errors
from sandbox.clearml.errors import ApiError

API_VERSION = "2.34"
SERVER_VERSION = "2.3.0"
FIRST = "1.0"
METHOD = "method"  # the SDK sends its own HTTP method along with the body, and no server reads it

Data = dict[str, Any]

_PATH = re.compile(r"/?(v(?P<version>\d+\.?\d+)/)?(?P<name>[a-zA-Z_]\w+\.[a-zA-Z_]\w+)/?")


@dataclass(frozen=True)
class Request:
    path: str
    query: str
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes
    method: str = "POST"

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")


@dataclass
class Call:
    """What is known of a call so far; a handler sees it whole."""

    request: Request
    name: str = ""
    version: str = FIRST
    actual_version: str | None = None
    data: Data = field(default_factory=dict)
    batch: list[Data] = field(default_factory=list)
    """One for each line of application/json-lines."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def locate(self) -> None:
        """Reads the path."""
        found = _PATH.fullmatch(self.request.path)
        if not found:
            raise ApiError(_with(errors.INVALID_PATH, f" {self.request.path}"))
        self.name = found["name"]
        self.version = found["version"] or API_VERSION

    def load(self) -> None:
        """Reads the body, or else the query."""
        kind = self.request.headers.get("content-type", "")
        try:
            if kind == "application/json-lines":
                self.batch = [json.loads(line) for line in self.request.body.splitlines()]
            else:
                loaded = json.loads(self.request.body) if self.request.body else None
                self.data = loaded or _from_query(self.request.query)
        except ValueError:
            raise ApiError(errors.BAD_REQUEST) from None
        if not isinstance(self.data, dict):
            raise ApiError(_with(errors.GENERAL, "Data should be a dict"))
        self.data.pop(METHOD, None)

    def demand(self, *names: str) -> None:
        missing = [name for name in names if name not in self.data]
        if missing:
            raise ApiError(errors.VALIDATION, f"data must contain {list(names)} properties")

    def unknown(self) -> ApiError:
        """That there is no such endpoint."""
        what = f" for name {self.name} and version {self.version}"
        return ApiError(_with(errors.UNKNOWN_ENDPOINT, what))

    def envelope(self, data: Data | None, error: ApiError | None = None) -> tuple[int, bytes]:
        """The status, and the body."""
        number = float if _numbers(self.version) < (2, 1) else str
        actual = self.actual_version and number(self.actual_version)
        code = error.kind.code if error else 200
        meta = {
            "id": self.id,
            "trx": self.request.headers.get("x-clearml-trx", self.id),
            "endpoint": {
                "name": self.name,
                "requested_version": number(self.version),
                "actual_version": actual,
            },
            "result_code": code,
            "result_subcode": error.kind.subcode if error else 0,
            "result_msg": str(error) if error else "OK",
            "error_stack": None if error else "",
            "error_data": error.fields if error else {},
        }
        return code, json.dumps({"meta": meta, "data": data or {}}).encode()


def _with(kind: errors.Kind, text: str) -> errors.Kind:
    return errors.Kind(kind.code, kind.subcode, kind.message + text)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _from_query(query: str) -> Data:
    """Numbers and truth values are read as such."""
    return {name: _value(text) for name, text in parse_qsl(query)}


def _value(text: str) -> str | int | float | bool:
    if text.replace(".", "", 1).isdigit():
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text.lower(), text)
