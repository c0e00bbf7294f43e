"""What a PostgreSQL could say: for `healthcheck selftest`."""

from healthcheck import Example

_HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


def message(kind: bytes, body: bytes) -> bytes:
    """One of the protocol's messages, with its length."""
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def _fields(severity: bytes, text: str) -> bytes:
    return b"S%b\0V%b\0C42501\0M%b\0D%b\0\0" % (severity, severity, *[text.encode()] * 2)


def error(text: str) -> bytes:
    """An error message that ends the connection."""
    return message(b"E", _fields(b"FATAL", text))


_READY = message(b"Z", b"I")
_WELCOME = b"".join(
    (
        message(b"R", bytes(4)),
        message(b"S", b"server_version\x0017.0\0"),
        message(b"S", f"session_authorization\0{_HOSTILE}\0".encode()),
        message(b"K", bytes(8)),
        _READY,
    )
)
_ERROR = message(b"E", _fields(b"ERROR", _HOSTILE)) + _READY

EXAMPLE = Example(
    {"url": "postgresql://user:not-a-password@{address}/platform?sslmode=disable"},
    error=error,
    scripts={
        "late-error": [_WELCOME, _ERROR],
        "odd-version": [_WELCOME.replace(b"17.0", b"\x1b[2J"), _ERROR],
        "welcome-for-ever": [_WELCOME],
        "no-length": [_WELCOME, message(b"E", b"")[:1] + bytes(4)],
    },
    endless={
        "message": (b"S" + (1 << 30).to_bytes(4, "big"), b"x"),
        "notices": (b"", message(b"N", _fields(b"NOTICE", _HOSTILE))),
        "notices-later": (_WELCOME, message(b"N", _fields(b"NOTICE", _HOSTILE))),
    },
)
