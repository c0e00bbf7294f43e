"""How Temporal fails, as rows over what its client says."""

from checks.temporal.connecting.errors import row
from checks.temporal.connecting.tls import TLS

FAULTS = (
    row(
        r"^\w+: .*(transport error|h2 protocol error|connection error)",
        "reset",
        "{address} cut the connection while it was asked",
    ),
    row(
        r"ConnectionRefused|os error (111|61|10061)\b",
        "refused",
        "{address} refuses connections: nothing listens there",
    ),
    row("dns error", "name-not-found", "the name of {address} does not resolve"),
    row(
        "HostUnreachable|NetworkUnreachable",
        "unreachable",
        "there is no way to {address}: no route, or a firewall rejects it",
    ),
    row("TimedOut", "silent", "{address} gave no answer", "silent"),
    *TLS,
    row("tls handshake eof", "reset", "{address} cut the connection during the TLS handshake"),
    row(
        r"ConnectionReset|BrokenPipe|UnexpectedEof|ConnectionAborted|hyper::Error\(Canceled",
        "reset",
        "{address} cut the connection",
    ),
    row(
        "H2NotNegotiated|Http2|h2 protocol error",
        "other-service",
        "{address} does not speak gRPC, so it is not Temporal",
    ),
    row("^InvalidArgument", "invalid-name", "Temporal at {address} rejects the settings: {text}"),
    row("^Unimplemented", "other-service", "{address} does not know Temporal's API: {text}"),
    row("^Unauthenticated", "unauthenticated", "{address} rejects the caller: {text}"),
    row("^PermissionDenied", "no-permission", "{address} does not allow this: {text}"),
    row("^Unavailable", "unavailable", "{address} cannot serve: {text}"),
    row(
        r"^(Internal|Unknown|Aborted|DataLoss|FailedPrecondition|OutOfRange|Cancelled):",
        "failing",
        "{address} answers, and what it is asked for fails: {text}",
    ),
    row("^ResourceExhausted", "overloaded", "{address} refuses for overload: {text}"),
)
