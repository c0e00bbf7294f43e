"""What a ClearML could say: for `healthcheck selftest`."""

import json

from checks.web.example import page, unending
from healthcheck import Example

_JSON = "application/json"
_HOSTILE = "owned \x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


def _said(code: int, text: str, data: object = None) -> str:
    meta = {"result_code": code, "result_subcode": 20, "result_msg": text, "error_stack": text}
    return json.dumps({"meta": meta, "data": data or {}})


def error(text: str) -> bytes:
    """A refusal; JSON writes its characters in ASCII, and gives them back."""
    return page("401 Unauthorized", _JSON, _said(401, text))


_TOKEN = page("200 OK", _JSON, _said(200, _HOSTILE, {"token": _HOSTILE}))
_ODD = page("200 OK", _JSON, _said(200, _HOSTILE, {"queues": [{"name": _HOSTILE}], "id": 1}))

EXAMPLE = Example(
    {
        "api_host": "http://{address}",
        "web_host": "http://{address}",
        "files_host": "http://{address}",
        "access_key": "NOT-A-KEY-0123456789",
        "secret_key": "not-a-secret-0123456789",
    },
    error=error,
    scripts={
        "odd-token": [_TOKEN],
        "odd-data": [error("no"), _ODD],
        "server-error": [page("500 Oops", _JSON, _said(500, _HOSTILE))],
        "no-object": [page("200 OK", _JSON, "[1, 2]")],
    },
    endless={"json": (unending("200 OK", _JSON, '{"meta": ['), b"1, ")},
)
