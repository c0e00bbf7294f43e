"""Exceptions as findings: which row of a fault table speaks for an error."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from healthcheck.check import Fault

_PLACE_IN_SSL = re.compile(r" \(_ssl\.c:\d+\)")
"""Where in Python's own source; it helps nobody."""

_ADDRESSES = r"\[(Errno|WinError) "
COMMON: tuple[Fault, ...] = (
    Fault(
        "socket.gaierror", "reachable", "name-not-found", "the name of {address} does not resolve"
    ),
    Fault(
        "builtins.UnicodeError",
        "reachable",
        "name-not-found",
        "the host of {address} is not a name that could exist",
        text="idna|label",
    ),
    Fault(
        "builtins.ConnectionRefusedError",
        "reachable",
        "refused",
        "{address} refuses connections: nothing listens there",
    ),
    Fault(
        # asyncio 3.11 has only this text where every address of a name failed
        "builtins.OSError",
        "reachable",
        "refused",
        "{address} refuses connections: nothing listens there",
        text=_ADDRESSES + r"(111|61|10061|1225)\]",
    ),
    Fault(
        "builtins.OSError",
        "reachable",
        "unreachable",
        "there is no way to {address}: {text}",
        text=_ADDRESSES + r"(113|101|65|51|10065|10051|1231|1232)\]",
    ),
    Fault("builtins.ConnectionResetError", "reachable", "reset", "{address} cut the connection"),
    Fault("builtins.ConnectionAbortedError", "reachable", "reset", "{address} cut the connection"),
    Fault("builtins.BrokenPipeError", "reachable", "reset", "{address} cut the connection"),
    Fault("builtins.EOFError", "reachable", "reset", "{address} cut the connection"),
    Fault(
        "asyncio.exceptions.LimitOverrunError",
        "reachable",
        "other-service",
        "{address} sends a line that does not end",
    ),
    Fault(
        "healthcheck.thread.Outstanding",
        "reachable",
        "silent",
        "{address} was not asked again: it still owes the answer to the question before",
        manner="silent",
    ),
    Fault(
        "ssl.SSLCertVerificationError",
        "reachable",
        "certificate",
        "the certificate of {address} is not accepted: {text}",
    ),
    Fault(
        "ssl.SSLError",
        "reachable",
        "tls-unexpected",
        "{address} does not speak TLS: {text}",
        text=r"WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG",
    ),
    Fault("ssl.SSLEOFError", "reachable", "reset", "{address} cut the connection during TLS"),
    Fault("ssl.SSLError", "reachable", "certificate", "TLS with {address} failed: {text}"),
)


class Exited(Exception):  # noqa: N818 - what the library did
    """A client library wanted to end the process: without a report, and with a code of its own."""


@contextmanager
def surviving() -> Iterator[None]:
    """Turns `sys.exit` into an error, which the event loop would let pass as it is."""
    try:
        yield
    except SystemExit as error:
        raise Exited(f"the client library wanted to exit with {error.code}") from error


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that stands behind it: group members, causes and contexts.

    Suppressed contexts too: httpcore raises its refusal `from None`, in effect.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        waiting.extend([*members, each.__cause__, each.__context__])


def resolve(name: str) -> type | None:
    """A class by its full name among the modules that are loaded; None where none is."""
    module, _, attribute = name.rpartition(".")
    found = getattr(sys.modules.get(module), attribute, None)
    return found if isinstance(found, type) else None


def match(error: BaseException, rows: Sequence[Fault]) -> Fault | None:
    """The row for an error: the outermost error that has one, by its most specific class."""
    known = [(resolve(row.error), row) for row in rows]
    for each in chain(error):
        for kind in type(each).__mro__:
            for cls, row in known:
                if cls is kind and _fits(row, each):
                    return row
    return None


def witness(error: BaseException, row: Fault) -> BaseException:
    """Of an error and all that stands behind it, the one that the row matched: it says it best."""
    cls = resolve(row.error)
    found = (each for each in chain(error) if cls and isinstance(each, cls) and _fits(row, each))
    return next(found, error)


def _fits(row: Fault, error: BaseException) -> bool:
    return not row.text or re.search(row.text, str(error)) is not None


def out_of_time(error: BaseException) -> bool:
    """Whether a library's own time-out lies behind an error: then nobody answered."""
    return any(isinstance(each, TimeoutError) for each in chain(error))


def text_of(error: BaseException) -> str:
    """The first line of what an error says; a bare class speaks by its name."""
    lines = str(error).strip().splitlines()
    return _PLACE_IN_SSL.sub("", lines[0]) if lines else type(error).__name__


def named(error: BaseException) -> str:
    """An error that nobody has words for: its class, and what it says."""
    name, text = type(error).__name__, text_of(error)
    return name if text == name else f"{name}: {text}"
