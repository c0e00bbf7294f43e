"""Who else could be answering on a port."""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache

from healthcheck import answer, listening
from healthcheck.answer import Answer, Asked
from healthcheck.check import Greeting
from healthcheck.model import Manner
from healthcheck.target import Target

Greetings = Callable[[], Iterable[Greeting]]
"""Asked for when they are needed: knowing every service means to import every check."""

PUZZLING = ("silent", "slow", "reset", "other-service", "unrecognised", "tls-unexpected")
"""First answers after which it is worth seeing who it is that listens there."""

LIMIT = 0.5
"""Seconds a stranger gets to answer; every greeting goes over a connection of its own, at once."""

ENOUGH = 4096
"""Bytes of an answer after which nobody is recognised any more."""

TLS = "a server that expects TLS"
_SPOKEN = rb"^[\x15\x16]\x03[\x00-\x04]"


def _client_hello() -> bytes:
    """A real one: some servers have not even an alert for less, and cut off who speaks HTTP."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(heard, said).do_handshake()
    return said.read()


HTTP2 = "an HTTP/2 server (gRPC?)"

WEB = "a web server"

LATE = (Manner.SILENT, Manner.SLOW)


@cache
def protocols() -> tuple[Greeting, ...]:
    """The engine knows protocols; the services are made known by the checks. Made when they are
    first needed, which is only where something is puzzling."""
    return (
        Greeting(HTTP2, b"GET / HTTP/1.0\r\n\r\n", rb"^\x00\x00.\x04\x00\x00"),
        Greeting(TLS, _client_hello(), _SPOKEN),
        Greeting(TLS, b"GET / HTTP/1.0\r\n\r\n", _SPOKEN),
        Greeting(WEB, b"GET / HTTP/1.0\r\n\r\n", rb"^HTTP/1\."),
        Greeting("an SSH server", b"", rb"^SSH-"),
        Greeting("MySQL", b"", rb"^.\x00\x00\x00\x0a"),
    )


def is_puzzling(given: Answer, asked: Asked) -> bool:
    """Whether the first answer of a server leaves open who it is."""
    word = (given.finding.code or "").partition(".")[2]
    return word in PUZZLING and not asked.answered and asked.step.name == "reachable"


async def second_look(given: Answer, asked: Asked, target: Target, greetings: Greetings) -> Answer:
    """The answer itself, or who else it is that listens there."""
    if target.peer and given.finding.manner in LATE and listening.nobody(target.peer):
        return Answer(answer.refused(asked))
    # its own first: another service may stand in for it, as a MinIO does for R2
    own = [asked.check.greeting] if asked.check.greeting else []
    name = await identify(target.peer, [*own, *greetings()]) if target.peer else None
    if name in (None, asked.check.service):
        return given
    if name == TLS:
        return given if target.encrypts else Answer(answer.tls_expected(asked))
    if given.finding.manner in LATE and name in _own_protocol(asked):
        return given  # it may well be the service itself, and it hangs
    return Answer(answer.stranger(asked, str(name), manner=given.finding.manner))


def _own_protocol(asked: Asked) -> tuple[str, ...]:
    """The name of the protocol that the check's own service speaks, where that is one of ours."""
    said = asked.check.greeting.send if asked.check.greeting else b""
    spoken = ((HTTP2, b"PRI * HTTP/2"), (WEB, b"GET "))
    return tuple(name for name, begins in spoken if said.startswith(begins))


async def identify(peer: tuple[str, int], greetings: Iterable[Greeting]) -> str | None:
    """The name of the service that answers there, None where nobody known does."""
    known = (*greetings, *protocols())
    wanted: dict[bytes, list[bytes]] = {}
    for greeting in known:
        wanted.setdefault(greeting.send, []).append(greeting.answer)
    answers = await asyncio.gather(*(_greet(peer, *each) for each in wanted.items()))
    heard = dict(zip(wanted, answers, strict=True))
    for greeting in known:
        if re.search(greeting.answer, heard[greeting.send], re.DOTALL):
            return greeting.service
    return None


async def _greet(peer: tuple[str, int], send: bytes, wanted: Sequence[bytes]) -> bytes:
    """What is said in answer, up to where it is one of those wanted; it may come in pieces."""
    heard, writer = b"", None
    try:
        async with asyncio.timeout(LIMIT):
            reader, writer = await asyncio.open_connection(*peer)
            writer.write(send)
            while not _recognised(heard, wanted) and (piece := await reader.read(1024)):
                heard += piece
    except (OSError, TimeoutError, UnicodeError):
        pass  # what was heard until then counts
    finally:
        if writer:
            writer.transport.abort()
    return heard


def _recognised(heard: bytes, wanted: Iterable[bytes]) -> bool:
    """Or so much of it that nobody will be recognised any more."""
    known = any(re.search(each, heard, re.DOTALL) for each in wanted)
    return known or len(heard) >= ENOUGH
