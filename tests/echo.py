"""A server that quotes what it was told, and a secret besides, in whatever protocol it meets."""

import html
import json
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import quote

from tests.spellings import SPELLINGS, headers

LIMIT = 10.0
"""Seconds for a client to say the next thing."""


Talk = Callable[[socket.socket, "Echo", bytes], bool]
"""Answers what was said, and tells whether the conversation goes on."""


class Way(Enum):
    """How it refuses: HTTP's status line, PostgreSQL's code, and gRPC's status."""

    PASSWORD = ("401 Unauthorized", "28P01", "16")
    PERMISSION = ("403 Forbidden", "42501", "7")
    REDIRECTION = ("302 Found", "53300", "14")
    ONCE_ASKED_WITH_KEYS = ("403 Forbidden", "3D000", "5")


@dataclass
class Echo:
    """Where it listens, and all that it has heard."""

    secret: str
    way: Way
    port: int = 0
    heard: bytearray = field(default_factory=bytearray)
    speaks: "Talk | None" = None

    def quoting(self, said: bytes) -> str:
        """What was said, and the secret in all its spellings, on one line."""
        told = said.decode("latin-1").translate(dict.fromkeys([*range(32), 127], " "))
        spelled = [spell(self.secret) for spell in SPELLINGS.values()]
        return " | ".join([told, *spelled, *headers(self.secret)])


@contextmanager
def echoing(secret: str, way: Way) -> Iterator[Echo]:
    """The server, meanwhile."""
    echo = Echo(secret, way)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(LIMIT)
            try:
                _talk(self.request, echo)
            except OSError:  # it has gone, as it may
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        echo.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield echo
        server.shutdown()


def _talk(client: socket.socket, echo: Echo) -> None:
    """One conversation, in the protocol of the first of all; strangers get no answer."""
    said = client.recv(65536)
    talk = next((talk for begins, talk in PROTOCOLS if re.match(begins, said)), None)
    echo.speaks = echo.speaks or talk
    while said and talk and talk is echo.speaks:
        echo.heard += said
        said = client.recv(65536) if talk(client, echo, said) else b""


def _redis(client: socket.socket, echo: Echo, said: bytes) -> bool:
    client.sendall(f"-ERR {echo.quoting(said)}\r\n".encode() * said.count(b"*"))
    return True


def _postgres(client: socket.socket, echo: Echo, said: bytes) -> bool:
    if said[4:8] == struct.pack("!I", 80877103):
        client.sendall(b"N")
    elif said[:1] == b"\0":
        client.sendall(b"R" + struct.pack("!II", 8, 3))
    else:
        quoted = echo.quoting(said).encode()
        fields = [b"SERROR", b"VERROR", b"C" + echo.way.value[1].encode()]
        fields += [key + quoted for key in (b"M", b"D", b"H")]
        body = b"\0".join([*fields, b"\0"])
        client.sendall(b"E" + struct.pack("!I", len(body) + 4) + body)
        return False
    return True


def _http(client: socket.socket, echo: Echo, said: bytes) -> bool:
    quoted = echo.quoting(said)
    keys = b"authorization:" in said.lower() or b"auth.login" in said
    if echo.way is Way.ONCE_ASKED_WITH_KEYS and not keys:
        body = '{"meta": {"result_code": 200, "result_subcode": 0}, "data": {}}'
        lines = ["HTTP/1.1 200 OK", "Server: MinIO", f"Content-Length: {len(body)}"]
        client.sendall("\r\n".join([*lines, "Connection: close", "", body]).encode())
        return False
    if b"AWS4-HMAC" in said:
        kind, body = "application/xml", f"<Message>{html.escape(quoted)}</Message>"
        body = f'<?xml version="1.0"?><Error><Code>AccessDenied</Code>{body}</Error>'
    elif b"/auth.login" in said or b"json" in said:
        kind = "application/json"
        meta = {"result_code": 401, "result_subcode": 20, "result_msg": quoted}
        body = json.dumps({"meta": meta, "data": {}})
    else:
        kind, body = "text/plain", quoted
    lines = [
        f"HTTP/1.1 {echo.way.value[0]} {quoted}",
        f"Location: http://127.0.0.1:{echo.port}/{quote(quoted[:2000])}?{quote(echo.secret)}",
        f"Server: {quoted}",
        f"WWW-Authenticate: Basic realm={json.dumps(quoted)}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body.encode())}",
        "Connection: close",
    ]
    client.sendall("\r\n".join([*lines, "", body]).encode("utf-8"))
    return False


def _grpc(client: socket.socket, echo: Echo, said: bytes) -> bool:
    """HTTP/2 as far as a refusal needs it: every request is answered by trailers alone."""
    said = said[24:]
    client.sendall(_frame(4, b""))
    while True:
        while len(said) < 9 or len(said) < 9 + int.from_bytes(said[:3], "big"):
            more = client.recv(65536)
            if not more:
                return False
            echo.heard += more
            said += more
        end = 9 + int.from_bytes(said[:3], "big")
        kind, flags, stream = said[3], said[4], int.from_bytes(said[5:9], "big")
        if kind == 4 and not flags & 1:
            client.sendall(_frame(4, b"", flags=1))
        if kind == 6 and not flags & 1:
            client.sendall(_frame(6, said[9:end], flags=1))
        if kind == 1:
            text = echo.quoting(said[9:end])
            told = quote(text.encode("ascii", "replace").decode(), safe=" ,:;'()[]{}<>")
            fields = {"content-type": "application/grpc", "grpc-status": echo.way.value[2]}
            block = b"".join(_literal(k, v) for k, v in (fields | {"grpc-message": told}).items())
            client.sendall(_frame(1, b"\x88" + block, flags=5, stream=stream))
        said = said[end:]


PROTOCOLS: tuple[tuple[bytes, Talk], ...] = (
    (rb"PRI \* HTTP/2\.0", _grpc),
    (rb"[A-Z]+ \S+ HTTP/1\.", _http),
    (rb"\*", _redis),
    (rb"\0", _postgres),
)


def _frame(kind: int, body: bytes, *, flags: int = 0, stream: int = 0) -> bytes:
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def _literal(name: str, value: str) -> bytes:
    return b"\0" + b"".join(_length(len(each)) + each.encode() for each in (name, value))


def _length(number: int) -> bytes:
    """HPACK's integers, of seven bits at first."""
    if number < 127:
        return bytes([number])
    rest, found = number - 127, [127]
    while rest > 127:
        found.append(rest % 128 + 128)
        rest //= 128
    return bytes([*found, rest])
