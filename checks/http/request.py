"""The request that the backend is to be sent by somebody else: it is only looked at here."""

import datetime
import json
from collections.abc import Mapping
from typing import Self

from healthcheck import Malformed

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
KEYS = ("method", "path", "body")


class Path(str):
    """A path below the URL, such as /openapi.json."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """With one slash at its beginning; Malformed for what is no path."""
        if "://" in text or "#" in text or not text.isprintable() or " " in text:
            raise Malformed("expected a path below the URL, such as /openapi.json")
        return cls("/" + text.lstrip("/"))


class Request:
    """A table: `path`, below the URL, `method` (POST) and `body`, which is sent as JSON.

    `body` is None where there is none. It may hold passwords: nothing of it is shown, nor hidden
    elsewhere.
    """

    __slots__ = ("body", "method", "path")

    def __init__(self, path: str, *, method: str = "POST", body: object = None) -> None:
        self.path = Path.parse(path)
        self.method = method
        self.body = body

    def __str__(self) -> str:
        return f"{self.method} {self.plain_path}{', with a body' if self.body is not None else ''}"

    __repr__ = __str__

    @property
    def plain_path(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed with a sentence that quotes no value."""
        if not isinstance(value, Mapping):
            raise Malformed("expected a table with path, method and body")
        if unknown := sorted(value.keys() - set(KEYS)):
            raise Malformed(f"it has {' and '.join(unknown)}; known are {', '.join(KEYS)}")
        path, method = value.get("path"), str(value.get("method", "POST")).upper()
        if not isinstance(path, str) or not path:
            raise Malformed("path is missing: such as /api/v1/training/jobs")
        if method not in METHODS:
            raise Malformed(f"method is none of {', '.join(METHODS)}")
        return cls(path, method=method, body=_as_json(value.get("body")))


def _as_json(value: object) -> object:
    """The value as JSON has it: a date of TOML is a text."""
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=_as_text))
    except ValueError:
        raise Malformed("body holds nan or inf, which JSON does not have") from None


def _as_text(value: object) -> str:
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    raise Malformed(f"body holds a {type(value).__name__}, which JSON does not have")
