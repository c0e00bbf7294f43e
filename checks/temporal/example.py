"""What a Temporal could say, in frames of HTTP/2: for `healthcheck selftest`."""

from urllib.parse import quote

from healthcheck import Example

_HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
_DATA, _HEADERS, _SETTINGS, _PING = 0, 1, 4, 6
_ENDS = 0x05  # of the headers, and of the stream
_OK = b"\x88"  # :status 200, out of the table that every HTTP/2 has


def frame(kind: int, flags: int, stream: int, body: bytes = b"") -> bytes:
    """One of the protocol's frames."""
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def _length(size: int) -> bytes:
    """As HPACK writes it, in seven bits and whatever more it needs."""
    if size < 127:
        return bytes([size])
    said, size = b"\x7f", size - 127
    while size >= 128:
        said, size = said + bytes([size % 128 + 128]), size // 128
    return said + bytes([size])


def _header(name: bytes, value: bytes) -> bytes:
    return b"\0" + _length(len(name)) + name + _length(len(value)) + value


_HELLO = frame(_SETTINGS, 0, 0) + frame(_SETTINGS, 1, 0)
_GRPC = _OK + _header(b"content-type", b"application/grpc")


def error(text: str) -> bytes:
    """The first call is refused."""
    said = _header(b"grpc-status", b"7") + _header(b"grpc-message", quote(text).encode())
    return _HELLO + frame(_HEADERS, _ENDS, 1, _GRPC + said)


_REFUSAL = error(_HOSTILE).removeprefix(_HELLO)
_BEGUN = _HELLO + frame(_HEADERS, 0x04, 1, _GRPC)
_GIGABYTES = frame(_DATA, 0, 1, b"\0\x80\0\0\0" + b"x" * 1000)

EXAMPLE = Example(
    {"host": "{address}", "task_queue": "training-tasks"},
    error=error,
    scripts={
        "late-refusal": [_HELLO, _REFUSAL],
        "only-settings": [_HELLO, b""],
        "bad-frame": [_HELLO, frame(9, 0, 0, b"x" * 1000)],
        "odd-status": [_HELLO, frame(_HEADERS, _ENDS, 1, b"\x8e")],
    },
    endless={
        "pings": (_HELLO, frame(_PING, 0, 0, bytes(8))),
        "settings": (b"", frame(_SETTINGS, 0, 0)),
        "data": (_BEGUN, _GIGABYTES),
        "headers": (_HELLO, frame(_HEADERS, 0, 1, _header(b"x", b"y" * 100))),
    },
)
