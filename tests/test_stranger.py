"""Who it is that answers on somebody's port."""

import asyncio
import contextlib
import socket
import ssl
import threading

import pytest

from healthcheck import Greeting, stranger
from tests.toys import GREETING, Talk, closed_port, resetting, saying, server, silent

HTTP2 = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"
MYSQL = b"\x4a\x00\x00\x00\x0a8.0.36\x00"


def identified(talk: Talk, *greetings: Greeting) -> str | None:
    async def ask() -> str | None:
        async with server(talk) as port:
            return await stranger.identify(("127.0.0.1", port), greetings)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "a web server"),
        (saying(HTTP2, first=True), "an HTTP/2 server (gRPC?)"),
        (saying(b"\x15\x03\x01\x00\x02\x02\x0a"), "a server that expects TLS"),
        (saying(b"SSH-2.0-OpenSSH_9.6\r\n", first=True), "an SSH server"),
        (saying(MYSQL, first=True), "MySQL"),
    ],
)
def test_protocols_are_known_by_their_first_bytes(talk: Talk, name: str) -> None:
    assert identified(talk) == name


def test_the_name_for_tls_is_that_of_its_protocol() -> None:
    assert identified(saying(b"\x15\x03\x03\x00\x02\x02\x0a")) == stranger.TLS


def test_a_server_that_really_speaks_tls_is_known() -> None:
    # asyncio's own would drop the alert on the floor
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def greet(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            context.wrap_socket(connection, server_side=True).close()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=greet, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        name = asyncio.run(stranger.identify(listening.getsockname(), ()))
        listening.shutdown(socket.SHUT_RDWR)

    assert name == stranger.TLS


def test_a_service_that_a_check_knows_goes_before_the_protocols() -> None:
    web = Greeting("MinIO", b"GET /minio/health/live HTTP/1.0\r\n\r\n", rb"^HTTP/1\..*")

    assert identified(saying(b"HTTP/1.0 200 OK\r\n\r\n"), web) == "MinIO"


def test_a_service_is_asked_in_its_own_words() -> None:
    assert identified(saying(b"world\n"), GREETING) == "the toy"


@pytest.mark.parametrize("talk", [saying(b"gibberish\n"), silent, resetting])
def test_nobody_known_has_no_name(talk: Talk) -> None:
    assert identified(talk, GREETING) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid", "." * 64])
def test_where_nobody_listens_nobody_answers(host: str) -> None:
    async def ask() -> str | None:
        return await stranger.identify((host, closed_port()), ())

    assert asyncio.run(ask()) is None
