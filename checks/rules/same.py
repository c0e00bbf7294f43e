"""Two dependencies that share what each should have for itself."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import combinations

from checks.postgres import PostgresTarget
from checks.rules.places import Targets, host_name, place
from checks.storage.endpoint import Endpoint
from checks.storage.target import StorageTarget
from checks.web import HttpUrl
from healthcheck import Secret, Suspicion, Target, rule

_WEB = (HttpUrl, Endpoint)
"""What is asked over HTTP; of these, several may stand behind one port, told apart by path."""

_DEFAULT_KEYS = (Secret("minioadmin"), Secret("minio"))
"""Every MinIO on a development machine may have these."""


@rule("same-database", remedy="If they are meant to be two databases, correct one of the URLs.")
def same_database(targets: Targets) -> Iterator[Suspicion]:
    """Two dependencies are one database: one of the two URLs was copied from the other."""
    found = {
        name: (target.url.database, _servers(target))
        for name, target in targets.items()
        if isinstance(target, PostgresTarget)
    }
    for (first, (one, here)), (second, (other, there)) in combinations(found.items(), 2):
        if one == other and here & there:
            yield Suspicion(
                second,
                f"the same database as {first}: {targets[second].address}",
                f"If {first} and {second} are meant to be two databases, correct the URL of one.",
            )


@rule(
    "same-port", remedy="Find out which of the two listens there, and correct the other's setting."
)
def same_port(targets: Targets) -> Iterator[Suspicion]:
    """Two services of different kinds stand at one port, where only one of them can listen."""
    found = {name: place(target) for name, target in targets.items() if target.peer}
    for (first, one), (second, other) in combinations(found.items(), 2):
        if one == other and not _may_share(targets[first], targets[second]):
            yield Suspicion(
                second,
                f"the same host and port as {first}, which is another kind of service: "
                f"{targets[second].address}",
                f"Only one of {first} and {second} can listen there; correct the other's setting.",
            )


@rule("same-store", remedy="If they are meant to be two stores, correct one of the endpoints.")
def same_store(targets: Targets) -> Iterator[Suspicion]:
    """Two dependencies keep their objects in one bucket: one of them is asked at the other's."""
    for (first, one), (second, other) in combinations(_stores(targets).items(), 2):
        shared = sorted(_buckets(one) & _buckets(other))
        if place(one) == place(other) and shared:
            yield Suspicion(
                second,
                f"the same store as {first}, with the same bucket: {other.address}/{shared[0]}",
                f"If {first} and {second} are meant to be two stores, correct one's endpoint.",
            )


@rule("same-keys", remedy="Give each store the keys that were made for it.")
def same_keys(targets: Targets) -> Iterator[Suspicion]:
    """Two stores are given one access key, and it was made by only one of them."""
    for (first, one), (second, other) in combinations(_stores(targets).items(), 2):
        alike = one.access_key == other.access_key and one.access_key not in _DEFAULT_KEYS
        if alike and place(one) != place(other):
            yield Suspicion(
                second,
                f"the same access key as {first}, which is another store: {one.address} and "
                f"{other.address}",
                f"One of {first} and {second} has the other's keys: correct access and secret key.",
            )


def _stores(targets: Targets) -> Mapping[str, StorageTarget]:
    return {name: each for name, each in targets.items() if isinstance(each, StorageTarget)}


def _buckets(target: StorageTarget) -> set[str]:
    return {each.name for each in (*target.buckets, *target.optional_buckets)}


def _may_share(one: Target, other: Target) -> bool:
    """Whether two targets can stand at one port: of one kind, or both behind a web server."""
    return type(one) is type(other) or (_is_web(one) and _is_web(other))


def _is_web(target: Target) -> bool:
    return any(isinstance(getattr(target, each.name), _WEB) for each in fields(target))  # type: ignore[arg-type]  # every target is a dataclass


def _servers(target: PostgresTarget) -> set[tuple[str, int]]:
    """All hosts of a URL, which hold one database; sockets by their real directory."""
    return {
        (os.path.realpath(each.host) if each.is_socket else host_name(each.host), each.port)
        for each in target.url.places
    }
