"""What a Redis could say: for `healthcheck selftest`."""

from healthcheck import Example


def error(text: str) -> bytes:
    """An error message."""
    return f"-ERR {text}\r\n".encode()


def bulk(text: str) -> bytes:
    """A text of any characters."""
    said = text.encode()
    return b"$%d\r\n%s\r\n" % (len(said), said)


_HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
_INFO = bulk(f"role:{_HOSTILE}\r\nredis_version:{_HOSTILE}\r\nmaxmemory:{_HOSTILE}\r\n")
_PONG, _PAIR = b"+PONG\r\n", b"*2\r\n:1\r\n:2\r\n"

EXAMPLE = Example(
    {"url": "redis://{address}/0", "keys": ["job:*"], "channels": ["job:*"]},
    error=error,
    scripts={
        "only-ok": [b"+OK\r\n"],
        # at first PING alone, then CLIENT, INFO and HELLO together, and whatever comes after
        "hostile-info": [_PONG, b"+OK\r\n" + _INFO + error(_HOSTILE), _INFO],
        "late-error": [_PONG, error(_HOSTILE) * 3, error(_HOSTILE)],
        "wrong-types": [_PONG, _PAIR * 3, _PAIR],
    },
    endless={
        "bulk": (b"$10737418240\r\n", b"x"),
        "array": (b"*1000000000\r\n", bulk("x" * 1000)),
        "nesting": (b"", b"*1\r\n"),
        "error": (b"-ERR ", b"x"),
    },
)
