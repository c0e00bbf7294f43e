"""One request and its answer, over a connection of its own, without an HTTP library's import."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

Headers = tuple[tuple[bytes, bytes], ...]
BODILESS = frozenset({204, 304})


@dataclass(frozen=True)
class Asked:
    method: str
    target: bytes
    """Path and query, as they are sent."""
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Empty if there is none."""
        return _header(self.headers, name)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Empty if there is none."""
        return _header(self.headers, name)

    def with_header(self, name: str, value: str) -> Answer:
        """In place of the one it had."""
        others = tuple(each for each in self.headers if each[0].lower() != name.encode())
        return Answer(self.status, (*others, (name.encode(), value.encode())), self.body)


async def exchange(port: int, asked: Asked) -> Answer:
    """OSError when the server cannot be reached, or closes before it has answered.

    In HTTP/1.0, so that the answer is not cut into chunks and ends with the connection.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        length = (b"content-length", str(len(asked.body)).encode())
        lines = [
            b"%s %s HTTP/1.0" % (asked.method.encode(), asked.target),
            *(b"%s: %s" % each for each in asked.headers if each[0].lower() != length[0]),
            b"%s: %s" % length,
        ]
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + asked.body)
        return _answer(await reader.read(), bodiless=asked.method == "HEAD")
    finally:
        writer.close()


def _answer(received: bytes, *, bodiless: bool) -> Answer:
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        raise ConnectionResetError("closed without an answer")
    first, *lines = head.split(b"\r\n")
    status = int(first.split()[1])
    pairs = (line.partition(b":") for line in lines)
    answer = Answer(status, tuple((name, value.strip()) for name, _, value in pairs), body)
    expected = answer.header("content-length")
    bodiless = bodiless or status in BODILESS
    if expected and not bodiless and len(body) != int(expected):
        raise ConnectionResetError("closed before the answer's end")
    return answer


def _header(headers: Headers, name: str) -> str:
    return next(
        (value.decode("latin-1") for each, value in headers if each.lower() == name.encode()), ""
    )
