"""What Temporal's client says when something fails, in one class of error.

The client's library is written in Rust: a connection that fails is a bare RuntimeError with a
dump of Rust's error in it, an RPC that fails an RPCError whose text lacks the status. Both are
restated as a TemporalError, whose text the rows of faults tell apart.
"""

import re
from enum import StrEnum
from typing import Self

from healthcheck import Fault

_STATUS = re.compile(r'code: (\w+), message: "((?:[^"\\]|\\.)*)".*source: None')


class Way(StrEnum):
    """How the server was approached."""

    PLAIN = "in plain text"
    TLS = "over TLS"
    MUTUAL = "over TLS, presenting a certificate"

    @classmethod
    def of(cls, *, encrypted: bool, presenting: bool) -> Self:
        """Of what the settings ask for."""
        return cls(cls.MUTUAL if presenting else cls.TLS) if encrypted else cls(cls.PLAIN)


class TemporalError(Exception):
    """Its text: the gRPC status and the server's words, or what Rust says of the transport."""

    @classmethod
    def connecting(cls, error: RuntimeError, way: Way) -> Self:
        """The same text means different things in plain, over TLS, and with a certificate."""
        status = _STATUS.search(str(error))
        if status:
            return cls(f"{status[1]}: {status[2]}")
        return cls(f"{error} ({way})")


ERROR = f"{TemporalError.__module__}.{TemporalError.__qualname__}"


def row(text: str, code: str, summary: str, manner: str = "refuses") -> Fault:
    """A row of `reachable`: an error with this text in it means this."""
    return Fault(ERROR, "reachable", code, summary, text=text, manner=manner)
