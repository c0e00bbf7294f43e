"""How Temporal fails, as rows over what its client says.

The client's library is written in Rust: a connection that fails is a bare RuntimeError with a
dump of Rust's error in it, an RPC that fails an RPCError whose text lacks the status. Both are
restated as a TemporalError, whose text the rows tell apart.
"""

import re
from typing import Self

from healthcheck import Fault

_STATUS = re.compile(r'code: (\w+), message: "((?:[^"\\]|\\.)*)".*source: None')


class TemporalError(Exception):
    """Its text: the gRPC status and the server's words, or what Rust says of the transport."""

    @classmethod
    def connecting(cls, error: RuntimeError, *, encrypted: bool) -> Self:
        """The same text means different things in plain and over TLS."""
        status = _STATUS.search(str(error))
        if status:
            return cls(f"{status[1]}: {status[2]}")
        return cls(f"{error} ({'over TLS' if encrypted else 'in plain text'})")


ERROR = f"{__name__}.TemporalError"


def _row(text: str, code: str, summary: str, manner: str = "refuses") -> Fault:
    return Fault(ERROR, "reachable", code, summary, text=text, manner=manner)


FAULTS = (
    _row(
        r"^\w+: .*(transport error|h2 protocol error|connection error)",
        "reset",
        "{address} cut the connection while it was asked",
    ),
    _row(
        r"ConnectionRefused|os error (111|61|10061)\b",
        "refused",
        "{address} refuses connections: nothing listens there",
    ),
    _row("dns error", "name-not-found", "the name of {address} does not resolve"),
    _row(
        "HostUnreachable|NetworkUnreachable",
        "unreachable",
        "there is no way to {address}: no route, or a firewall rejects it",
    ),
    _row("TimedOut", "silent", "{address} gave no answer", "silent"),
    _row("InvalidContentType", "tls-unexpected", "{address} does not speak TLS"),
    _row(
        r"InvalidCertificate\(.*(UnknownIssuer|CaUsedAsEndEntity|BadSignature)",
        "certificate",
        "the certificate of {address} is issued by a CA that is not trusted here",
    ),
    _row(
        r"InvalidCertificate\(NotValidForName",
        "certificate",
        "the certificate of {address} is issued for another name",
    ),
    _row(r"InvalidCertificate\(Expired", "certificate", "the certificate of {address} has expired"),
    _row(
        "InvalidCertificate", "certificate", "the certificate of {address} is not accepted: {text}"
    ),
    _row(
        r"hyper::Error\((Io|Canceled).*over TLS|CertificateRequired|without sending TLS",
        "client-certificate",
        "{address} cuts the connection after TLS: it may want a client certificate",
    ),
    _row("tls handshake eof", "reset", "{address} cut the connection during the TLS handshake"),
    _row(
        r"ConnectionReset|BrokenPipe|UnexpectedEof|ConnectionAborted|hyper::Error\(Canceled",
        "reset",
        "{address} cut the connection",
    ),
    _row(
        "H2NotNegotiated|Http2|h2 protocol error",
        "other-service",
        "{address} does not speak gRPC, so it is not Temporal",
    ),
    _row("^InvalidArgument", "invalid-name", "Temporal at {address} rejects the settings: {text}"),
    _row("^Unimplemented", "other-service", "{address} does not know Temporal's API: {text}"),
    _row("^Unauthenticated", "unauthenticated", "{address} rejects the caller: {text}"),
    _row("^PermissionDenied", "no-permission", "{address} does not allow this: {text}"),
    _row("^Unavailable", "unavailable", "{address} cannot serve: {text}"),
    _row("^ResourceExhausted", "overloaded", "{address} refuses for overload: {text}"),
)
