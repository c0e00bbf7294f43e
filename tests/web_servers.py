"""A web server in a thread: it answers as a function says, and remembers what it was asked."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; the names of its headers in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `endless` announces more than ever comes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False


Respond = Callable[[Asked], Answer | None]
"""None: the request is never answered."""


@dataclass(frozen=True, slots=True)
class WebServer:
    """A running one, and all that it was asked so far."""

    port: int
    asked: list[Asked]


@contextmanager
def web_server(respond: Respond | Answer) -> Iterator[WebServer]:
    """A server that answers as `respond` says, the same to everything for an Answer."""
    asked: list[Asked] = []
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            with contextlib.suppress(OSError):  # whoever asked has left
                super().handle_one_request()

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): text for name, text in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            answer = respond if isinstance(respond, Answer) else respond(asked[-1])
            if answer is None:
                ended.wait()
                return
            self.send_response_only(answer.status)
            if "Date" not in answer.headers:
                self.send_header("Date", self.date_time_string())
            more = 1 if answer.endless else 0
            self.send_header("Content-Length", str(len(answer.body) + more))
            for name, text in answer.headers.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.endless:
                ended.wait()

        do_POST = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield WebServer(server.server_address[1], asked)
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


@contextmanager
def tunnel(port: int) -> Iterator[int]:
    """A proxy that answers every CONNECT with a way to one port."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 200 Go ahead\r\n\r\n")
            with socket.create_connection(("127.0.0.1", port)) as there:
                back = threading.Thread(target=_pipe, args=(there, self.connection), daemon=True)
                back.start()
                _pipe(self.connection, there)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def _pipe(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine whose environment names no proxy."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
