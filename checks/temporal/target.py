"""Where Temporal is, and which queue of it the platform uses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from healthcheck import Malformed, Secret, Source, Target, join_address

PORT = 7233
"""Temporal's own default for its gRPC frontend."""

_SPELLING = re.compile(r"(?P<host>\[[^\[\]]+\]|[^\s:/@?#\[\]]+)(?::(?P<port>\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """`host:port` as Temporal's clients take it, the port optional; an IPv6 address in brackets."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        return join_address(self.host, self.port)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed for anything else: a URL, a path, a port that cannot be."""
        scheme, divider, rest = text.rstrip().partition("://")
        if divider:
            place = rest.split("/")[0]
            # nothing else of it is quoted: it may be another service's URL, with a password
            wanted = place if _SPELLING.fullmatch(place) else f"localhost:{PORT}"
            raise Malformed(f'expected host:port such as "{wanted}", without "{scheme}://"')
        match = _SPELLING.fullmatch(scheme)
        if not match or not 0 < int(match["port"] or PORT) < 65536:
            raise Malformed(f'expected host:port such as "localhost:{PORT}"')
        return cls(match["host"].strip("[]"), int(match["port"] or PORT))


class Name(str):
    """What something is called; it may hold anything that can be printed."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where a line break or the like has slipped into it."""
        if not text.isprintable():
            raise Malformed(f"a character that cannot be printed stands in it: {text!a}")
        return cls(text)


class TemporalTarget(Target):
    """A queue, how to get there, and what a job needs of those who poll it.

    `tls` unset means what it means to Temporal's SDK: on with an API key, else off; a certificate
    or a name for TLS turns it on as well. `workflows` and `activities` are the types that must be
    registered; `registration = false` keeps healthcheck from asking the workers for them.
    `workflow_ids_from` is a step that publishes, under the name `workflow_ids`, rows whose only
    column is the id under which the next job will run. `code` is the folder of the workers' source.
    `long_poll` is the server's `matching.longPollExpirationInterval`, where it is not the usual.
    """

    host: Address
    task_queue: Name
    namespace: Name = Name("default")
    tls: bool | None = None
    api_key: Secret | None = None
    tls_ca: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_server_name: Name | None = None
    long_poll: timedelta = timedelta(seconds=60)
    workflows: tuple[Name, ...] = ()
    activities: tuple[Name, ...] = ()
    registration: bool = True
    longest_job: timedelta | None = None
    backlog_age: timedelta = timedelta(seconds=60)
    backlog_count: int = 1000
    workflow_ids_from: Source | None = None
    search_attributes: tuple[Name, ...] = ()
    code: Path | None = None

    @property
    def within(self) -> Mapping[str, str]:
        """Where workflows are started, and workers look for them."""
        return {"namespace": self.namespace, "task queue": self.task_queue}

    def __post_init__(self) -> None:
        """Malformed where settings contradict each other."""
        if (self.tls_certificate is None) != (self.tls_key is None):
            given, lacking = ("tls_certificate", "tls_key")[:: 1 if self.tls_certificate else -1]
            raise Malformed(f"{given} is given without {lacking}: the server gets both or neither")
        for_tls = {
            "tls_ca": self.tls_ca,
            "tls_certificate": self.tls_certificate,
            "tls_server_name": self.tls_server_name,
        }
        told = [name for name, value in for_tls.items() if value]
        if self.tls is False and told:
            raise Malformed(f"tls = false, and {told[0]} is given, which is for TLS")

    @property
    def encrypts(self) -> bool:
        """Whether to speak TLS."""
        asked = self.api_key or self.tls_ca or self.tls_certificate or self.tls_server_name
        return bool(asked) if self.tls is None else self.tls
