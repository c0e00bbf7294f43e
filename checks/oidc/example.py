"""What an identity provider could say: for `healthcheck selftest`."""

import json

from checks.web.example import page, unending
from healthcheck import Example

_JSON = "application/json"
_HOSTILE = "owned \x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


def error(text: str) -> bytes:
    """A refusal, in OAuth's words; JSON writes its characters in ASCII, and gives them back."""
    said = {"error": text, "error_description": text}
    return page("404 Not Found", _JSON, json.dumps(said))


_ODD = {"issuer": _HOSTILE, "jwks_uri": "http://127.0.0.1:1/", "token_endpoint": _HOSTILE}

EXAMPLE = Example(
    {
        "url": "http://{address}",
        "realm": "training",
        "client_id": "nobody",
        "client_secret": "not-a-secret-0123456789",
    },
    error=error,
    scripts={
        "odd-document": [page("200 OK", _JSON, json.dumps(_ODD))],
        "no-object": [page("200 OK", _JSON, "[1, 2]")],
        "keys": [page("200 OK", _JSON, json.dumps({"keys": [{"kty": _HOSTILE}]}))],
    },
    endless={"document": (unending("200 OK", _JSON, '{"issuer": ['), b"1, ")},
)
