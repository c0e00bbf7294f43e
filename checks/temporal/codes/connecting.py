"""Reaching Temporal, and being let in."""

from healthcheck import Code

CODES = (
    Code(
        "unauthenticated",
        "Temporal wants to know who is calling, and was told nothing, or nothing that it accepts.",
        "Set `api_key` to a key of this Temporal's that has not expired.",
    ),
    Code(
        "no-permission",
        "Temporal knows the caller, and does not allow it to ask this.",
        "Grant the API key read access to the namespace, or use a key that has it.",
    ),
    Code(
        "client-certificate",
        "The TLS handshake succeeds and the server then cuts the connection, as one does that "
        "wants a client certificate (mTLS).",
        "Give the certificate that this Temporal knows: tls_certificate and tls_key. If you do, "
        "it may be expired or of another CA: the server's log says so.",
    ),
    Code(
        "own-certificate",
        "A file of ours for TLS cannot be used: it cannot be read, holds no PEM, or the key is "
        "not the certificate's.",
        "Correct the path in tls_ca, tls_certificate or tls_key, or the file: PEM begins with "
        "-----BEGIN; the key must have no passphrase.",
    ),
    Code(
        "certificate",
        "The server's certificate is not trusted, has expired, or is for another name.",
        "Use the name the certificate was issued for (or say it: tls_server_name), renew it, or "
        "trust its CA: tls_ca names a file of CA certificates, and so does the variable "
        "SSL_CERT_FILE, for healthcheck and workers alike.",
    ),
    Code(
        "tls-expected",
        "The server speaks TLS on this port, and the setting asks for plain text.",
        "Set tls = true for this dependency, or use the server's plain-text port.",
    ),
    Code(
        "key-in-plain-text",
        "The setting asks for plain text, and an API key is sent along: whoever is on the way to "
        "the server can read it. A server that takes it over plain text may not look at it at all.",
        "Take `tls = false` away and use the server's TLS port; or take `api_key` away, where the "
        "server wants none.",
    ),
    Code(
        "other-service",
        "Something else than Temporal's frontend answers on this port.",
        "Correct the port in the setting: Temporal's API is usually at 7233, its web UI at 8233; "
        "or stop the program that took the port.",
    ),
    Code(
        "unavailable",
        "Temporal's frontend answers, and says that it cannot serve: it is starting or shutting "
        "down, or has lost a service or a database behind it.",
        "Read the log of the Temporal server, and see whether its database is up.",
        passing=True,
    ),
    Code(
        "failing",
        "Temporal's frontend answers, and what it needs behind it fails: its history or matching "
        "service, or its database.",
        "Read the log of the Temporal server, and see whether its database takes writes.",
        passing=True,
    ),
    Code(
        "overloaded",
        "Temporal refuses requests because a rate limit is reached.",
        "See what sends so many requests, or raise the namespace's rate limit (frontend.rps, "
        "frontend.namespaceRPS).",
        passing=True,
    ),
)
