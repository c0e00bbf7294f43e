"""How TLS fails, on the server's side and on ours, as rows over what its client says."""

from checks.temporal.connecting.errors import row

TLS = (
    row("^(Unreadable|NoCertificate): ", "own-certificate", "{text}"),
    row(
        r"NoCertificatesPresented|\(Transport, InvalidCertificate",
        "own-certificate",
        "tls_certificate holds no certificate that can be presented: {text}",
    ),
    row("PrivateKeyParseError", "own-certificate", "tls_key holds no key that can be read"),
    row("KeyMismatch", "own-certificate", "tls_key is not the key of tls_certificate"),
    row("InvalidContentType", "tls-unexpected", "{address} does not speak TLS"),
    row(
        r"InvalidCertificate\(.*(UnknownIssuer|CaUsedAsEndEntity|BadSignature)",
        "certificate",
        "the certificate of {address} is issued by a CA that is not trusted here",
    ),
    row(
        r"InvalidCertificate\(NotValidForName",
        "certificate",
        "the certificate of {address} is issued for another name",
    ),
    row(r"InvalidCertificate\(Expired", "certificate", "the certificate of {address} has expired"),
    row(
        "InvalidCertificate", "certificate", "the certificate of {address} is not accepted: {text}"
    ),
    row(
        r"(hyper::Error\((Io|Canceled)|CertificateRequired|without sending TLS).*presenting a",
        "client-certificate",
        "{address} cuts the connection after TLS: it may not accept the client certificate",
    ),
    row(
        r"hyper::Error\((Io|Canceled).*over TLS|CertificateRequired|without sending TLS",
        "client-certificate",
        "{address} cuts the connection after TLS: it may want a client certificate",
    ),
)
