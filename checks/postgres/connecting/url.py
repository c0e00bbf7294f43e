"""A PostgreSQL URL, in every spelling that SQLAlchemy, asyncpg and psycopg know."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, unquote

from checks.postgres.connecting import tls
from checks.postgres.connecting.passwords import NOTHING, Kept, kept
from checks.postgres.connecting.places import EXAMPLE, Place, places
from checks.postgres.connecting.roles import Wanted, wanted
from checks.postgres.connecting.service import service
from healthcheck import Malformed, Secret

# SQLAlchemy's own grammar: a password may hold anything but an @
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<user>[^:/@]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<place>[^/?]*)(?:/(?P<database>[^?]*))?(?:\?(?P<query>.*))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """Where the server is, who we are there, and how TLS is to be used.

    `others` are further places, tried in their order where the first does not answer. `kept` are
    passwords from elsewhere, where the URL has none. `sslmode` is None where it says nothing
    (drivers then prefer TLS and do without); `certificates` are its sslrootcert, sslcert, sslkey
    and sslcrl: names of files. `patience` is its connect_timeout in seconds, None where drivers
    wait for as long as it takes. `options` are what the server is told at the start, and `driver`
    stands behind the + of the scheme.
    """

    host: str
    port: int
    user: str
    password: Secret
    database: str
    sslmode: str | None = None
    certificates: tuple[tuple[str, str], ...] = ()
    others: tuple[Place, ...] = ()
    kept: Kept = NOTHING
    wanted: Wanted = Wanted.ANY
    patience: float | None = None
    options: str = ""
    driver: str = field(default="", compare=False)

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, in the order in which they are tried."""
        return (Place(self.host, self.port), *self.others)

    def __str__(self) -> str:
        """As a URL, without the password."""
        account = f"{self.user}{f':{self.password}' if self.password else ''}"
        options = f"?sslmode={self.sslmode}" if self.sslmode else ""
        place = f"{','.join(map(str, self.places))}/{self.database}"
        return f"postgresql://{account}{'@' if account else ''}{place}{options}"

    def password_at(self, place: Place) -> Secret:
        """The URL's own, or the one that is kept elsewhere for that place."""
        of_it = dict(zip(self.places, self.kept.passwords, strict=False))
        return self.password or of_it.get(place, self.password)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence that quotes nothing which could be a piece of the password."""
        if text != text.strip():
            raise Malformed("it begins or ends with a space or a line break")
        match = _URL.fullmatch(text)
        if not match:
            raise Malformed(f"not a database URL; expected {EXAMPLE}")
        driver = _driver(match["scheme"].lower())
        if "@" in (match["database"] or ""):
            raise Malformed(
                "an @ stands after its host; in the password, write @ / ? as %40 %2F %3F"
            )
        several = parse_qs(match["query"] or "", keep_blank_values=True)
        query = {key: values[-1] for key, values in several.items()}
        by_name = service(query.get("service"))
        first, *others = places(match["place"], several, by_name)
        given = {**by_name, **query}
        user = unquote(match["user"] or "") or _given(given, "user", "PGUSER")
        password = Secret(unquote(match["password"] or "") or given.get("password", ""))
        database = unquote(match["database"] or "") or _given(given, "dbname", "PGDATABASE") or user
        elsewhere = kept(given.get("passfile"), (first, *others), user, database)
        return cls(
            host=first.host,
            port=first.port,
            user=user,
            password=password,
            database=database,
            sslmode=tls.mode(given, driver),
            certificates=tls.certificates(given),
            others=tuple(others),
            kept=NOTHING if password else elsewhere,
            wanted=wanted(_given(given, "target_session_attrs", "PGTARGETSESSIONATTRS")),
            patience=_patience(_given(given, "connect_timeout", "PGCONNECT_TIMEOUT")),
            options=_given(given, "options", "PGOPTIONS"),
            driver=driver,
        )


def _driver(scheme: str) -> str:
    kind, _, driver = scheme.partition("+")
    if kind == "sqlite":
        raise Malformed(
            "an SQLite file, not PostgreSQL: the backend would silently use that file instead",
            code="sqlite",
        )
    if kind not in ("postgresql", "postgres"):
        raise Malformed(f"a {scheme} URL; expected {EXAMPLE}")
    return driver


def _given(query: Mapping[str, str], key: str, variable: str) -> str:
    """What the URL or its service says, or else the environment; empty where nobody does."""
    return query.get(key) or os.environ.get(variable, "")


def _patience(text: str) -> float | None:
    """Seconds; drivers take zero, and what is no number, for none."""
    return float(text) if re.fullmatch(r"[0-9]{1,6}", text) and int(text) else None
