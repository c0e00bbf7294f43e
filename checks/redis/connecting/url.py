"""A Redis URL, as redis-py reads it; and those of other libraries for Sentinels and clusters."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, unquote

from checks.redis.connecting import parts
from checks.redis.connecting.parts import Kind, Place
from checks.redis.connecting.tls import NONE, Tls
from healthcheck import Secret, join_address


@dataclass(frozen=True, slots=True)
class RedisUrl:
    """Where the server is, who we are there, and which of its databases is meant.

    `others` are the further hosts of a Sentinel's or cluster's URL, `path` is a Unix socket's.
    `unread` says that it ends in something else than a number, which redis-py passes over.
    `protocol` is that of redis-py's option, None where it is left to the library.
    """

    host: str
    port: int
    user: str
    password: Secret
    database: int = 0
    tls: Tls | None = None
    kind: Kind = Kind.SINGLE
    others: tuple[Place, ...] = ()
    path: str = ""
    master: str = ""
    sentinel_user: str = ""
    sentinel_password: Secret = NONE
    unread: bool = False
    protocol: int | None = None

    def __str__(self) -> str:
        """As a URL, without the passwords."""
        account = f"{self.user}{f':{self.password}' if self.password else ''}"
        scheme = "unix" if self.path else f"redis{'s' if self.tls else ''}"
        kind = "" if self.kind is Kind.SINGLE else f"+{self.kind}"
        return f"{scheme}{kind}://{account}{'@' if account else ''}{self.place}"

    @property
    def place(self) -> str:
        """`host:port/number`, or the socket's path; before the number, a Sentinel's master."""
        if self.path:
            return f"{self.path}?db={self.database}"
        hosts = ",".join(join_address(*each) for each in self.places)
        return "/".join((hosts, *filter(None, [self.master]), str(self.database)))

    @property
    def places(self) -> tuple[Place, ...]:
        """All hosts and ports, in the order in which they are tried."""
        return ((self.host, self.port), *self.others)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed with a sentence that quotes nothing which could be a piece of the password."""
        split = parts.split(text)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        kind = parts.kind(split)
        first, *others = parts.places(split, kind)
        user, _, password = split.netloc.rpartition("@")[0].partition(":")
        master, number = parts.end(split, kind, query)
        return cls(
            host=first[0],
            port=first[1],
            user=unquote(user) or query.get("username", ""),
            password=Secret(unquote(password) or query.get("password", "")),
            database=parts.database(query, number) or 0,
            tls=Tls.of(query) if split.scheme in parts.ENCRYPTED else None,
            kind=kind,
            others=tuple(others),
            path=unquote(split.path) if split.scheme == "unix" else "",
            master=master,
            sentinel_user=query.get("sentinel_username", ""),
            sentinel_password=Secret(query.get("sentinel_password", "")),
            unread=parts.database(query, number) is None,
            protocol=parts.protocol(query),
        )
