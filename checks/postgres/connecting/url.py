"""A PostgreSQL URL, in every spelling that SQLAlchemy, asyncpg and psycopg know."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote

from healthcheck import Malformed, Secret, join_address

PORT = 5432
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
CERTIFICATES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

# SQLAlchemy's own grammar: a password may hold anything but an @
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<user>[^:/@]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<place>[^/?]*)(?:/(?P<database>[^?]*))?(?:\?(?P<query>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<host>[^:]*))(?::(?P<port>.*))?", re.DOTALL)
_EXAMPLE = "postgresql://user:password@host:5432/database"


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """Where the server is, who we are there, and how TLS is to be used.

    `sslmode` is None where the URL says nothing (drivers then prefer TLS and do without);
    `certificates` are the URL's sslrootcert, sslcert, sslkey and sslcrl: names of files.
    """

    host: str
    port: int
    user: str
    password: Secret
    database: str
    sslmode: str | None = None
    certificates: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As a URL, without the password."""
        account = f"{self.user}{f':{self.password}' if self.password else ''}"
        options = f"?sslmode={self.sslmode}" if self.sslmode else ""
        place = f"{join_address(self.host, self.port)}/{self.database}"
        return f"postgresql://{account}{'@' if account else ''}{place}{options}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence that quotes nothing which could be a piece of the password."""
        if text != text.strip():
            raise Malformed("it begins or ends with a space or a line break")
        match = _URL.fullmatch(text)
        if not match:
            raise Malformed(f"not a database URL; expected {_EXAMPLE}")
        _check_scheme(match["scheme"].lower())
        if "@" in (match["database"] or ""):
            raise Malformed(
                "an @ stands after its host; in the password, write @ / ? as %40 %2F %3F"
            )
        query = dict(parse_qsl(match["query"] or "", keep_blank_values=True))
        host, port = _place(match["place"], query)
        user = unquote(match["user"] or query.get("user", ""))
        return cls(
            host=host,
            port=port,
            user=user,
            password=Secret(unquote(match["password"] or query.get("password", ""))),
            database=unquote(match["database"] or query.get("dbname", "")) or user,
            sslmode=_sslmode(query),
            certificates=tuple((key, query[key]) for key in CERTIFICATES if query.get(key)),
        )


def _check_scheme(scheme: str) -> None:
    kind = scheme.partition("+")[0]
    if kind == "sqlite":
        raise Malformed(
            "an SQLite file, not PostgreSQL: the backend would silently use that file instead",
            code="sqlite",
        )
    if kind not in ("postgresql", "postgres"):
        raise Malformed(f"a {scheme} URL; expected {_EXAMPLE}")


def _place(text: str, query: dict[str, str]) -> tuple[str, int]:
    """Host and port; they may also stand in the query, as psycopg has it."""
    if "service" in query:
        raise Malformed("a service file (?service=) is not read here; write the host into the URL")
    text = text or query.get("host", "")
    if text.startswith(("/", "%2f", "%2F")):
        raise Malformed("a Unix socket is not supported; name the server's host and port")
    if "," in text:
        raise Malformed("several hosts are not supported; name the one to be checked")
    if "@" in text:
        raise Malformed("there is more than one @; write an @ in the password as %40")
    found = _PLACE.fullmatch(text)
    host = (found["six"] or found["host"]) if found else ""
    if not found or not host:
        raise Malformed(f"there is no host in it; expected {_EXAMPLE}")
    return _host(unquote(host)), _port(found["port"] or query.get("port") or str(PORT))


def _host(host: str) -> str:
    try:
        host.encode("idna")
    except UnicodeError:
        raise Malformed("its host is not a name that could exist") from None
    return host


def _port(text: str) -> int:
    if not (re.fullmatch(r"[0-9]{1,5}", text) and 0 < int(text) < 65536):
        # never quoted: without an @ the password stands where the port should
        raise Malformed(
            "its port is not a number from 1 to 65535; "
            "in the password, write @ as %40 and check that an @ stands before the host"
        )
    return int(text)


def _sslmode(query: dict[str, str]) -> str | None:
    """`sslmode` as psycopg calls it, `ssl` as asyncpg under SQLAlchemy does."""
    mode = query.get("sslmode", query.get("ssl"))
    if mode is not None and mode not in MODES:
        raise Malformed(f"its sslmode is none of {', '.join(MODES)}: no driver accepts it")
    return mode
