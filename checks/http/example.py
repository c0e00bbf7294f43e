"""What a web server could say: for `healthcheck selftest`."""

from checks.web.example import page, unending
from healthcheck import Example

_HOSTILE = "owned \\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u202e"
_PATH = f'{{"openapi": "{_HOSTILE}", "paths": {{"/{_HOSTILE}": {{"{_HOSTILE}": 1}}}}}}'
_JSON = "application/json"

EXAMPLE = Example(
    {
        "url": "http://{address}",
        "openapi": "/openapi.json",
        "request": {"path": "/jobs", "body": {"name": "job"}},
    },
    scripts={
        "odd-document": [page("200 OK", _JSON, _PATH)],
        "no-object": [page("200 OK", _JSON, "[1, 2]")],
    },
    endless={"document": (unending("200 OK", _JSON, '{"paths": ['), b"1, ")},
)
