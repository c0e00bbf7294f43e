"""How asking over HTTP fails, by what httpx raises; the engine knows what lies below."""

from healthcheck import Code, Fault

PROXIED = Code(
    "proxied",
    "The environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) or the system sends these requests "
    "through a proxy.",
    "Add the host to NO_PROXY if it is to be asked directly, or correct the proxy's setting.",
)


class ProxyFailed(Exception):  # noqa: N818 - what happened
    """A request did not get through the proxy; its text is a sentence without secrets."""


class NoAuthorities(Exception):  # noqa: N818 - what is missing
    """The environment names a file of authorities that cannot be read."""


FAULTS = (
    Fault(
        f"{__name__}.NoAuthorities",
        "reachable",
        "certificate",
        "no certificate can be verified: SSL_CERT_FILE or SSL_CERT_DIR names what cannot be read",
        hint="Correct SSL_CERT_FILE and SSL_CERT_DIR, or unset them.",
    ),
    Fault(f"{__name__}.ProxyFailed", "reachable", "proxied", "{text}"),
    Fault(
        "httpx.RemoteProtocolError",
        "reachable",
        "reset",
        "{address} cut the connection before its answer was complete",
        text="without sending a response|closed connection",
    ),
    Fault(
        "httpx.RemoteProtocolError",
        "reachable",
        "other-service",
        "{address} does not answer as a web server does",
    ),
    Fault(
        "httpx.DecodingError",
        "reachable",
        "other-service",
        "the body of the answer of {address} is not in the encoding it claims: {text}",
    ),
)
