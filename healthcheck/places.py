"""Where two settings lead: to one place, or past each other.

One server has several names. A name that holds only where it is used (this machine's, a container
network's, a private network's) may well lead to the server that has another such name elsewhere: a
backend on a developer's machine says `localhost`, its worker in a container `temporal`. Such two
are not held against each other, and their ports are not either, since a container's port may be
published under another. A public name is the same everywhere, and two names of one kind are two
servers. What the server is asked for (a database, a queue) has one name only, and an account has
one password.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from healthcheck.target import Target, join_address

_HERE = (
    "localhost",
    "host.docker.internal",
    "gateway.docker.internal",
    "host.containers.internal",
    "172.17.0.1",  # Docker's own bridge, as containers see the machine they run on
)
_PRIVATE = ("internal", "local", "localdomain", "lan", "home", "corp", "intranet", "svc", "arpa")
"""Endings of names that only a private network knows."""


class _Scope(StrEnum):
    """How far a host's name holds."""

    HERE = "here"
    NETWORK = "network"
    PRIVATE = "private"
    PRIVATE_ADDRESS = "private address"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Difference:
    """What one target has in place of what the other has: `what` is a server, a queue..."""

    what: str
    one: str
    other: str


def differences(one: Target, other: Target) -> Iterator[Difference]:
    """In what two targets of one check lead elsewhere."""
    if one.peer and other.peer and _apart(one.peer, other.peer):
        yield Difference("server", join_address(*one.peer), join_address(*other.peer))
    for what, name in other.within.items():
        if one.within.get(what, name) != name:
            yield Difference(what, one.within[what], name)


def contradictions(one: Target, other: Target) -> Iterator[str]:
    """The secrets that differ, though they are of one account at one server: two cannot be right.

    Where none is given, the client may have it from elsewhere, or need none.
    """
    if not (one.peer and other.peer and _alike(one.peer[0], other.peer[0])):
        return
    for word, (account, secret) in other.proofs.items():
        its_account, its_secret = one.proofs[word]
        same = (its_account, one.peer[1]) == (account, other.peer[1])
        if same and its_secret and secret and its_secret != secret:
            yield word


def _apart(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether two addresses are two servers, as far as names can tell."""
    if _alike(one[0], other[0]):
        return one[1] != other[1]
    scopes = _scope(_plain(one[0])), _scope(_plain(other[0]))
    return scopes[0] == scopes[1] or _Scope.PUBLIC in scopes


def _alike(one: str, other: str) -> bool:
    """Whether two names are one host's: both this machine's, or one, or one by a search domain."""
    one, other = _plain(one), _plain(other)
    if _scope(one) == _scope(other) == _Scope.HERE:
        return True
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _plain(host: str) -> str:
    return host.lower().rstrip(".")


def _scope(host: str) -> _Scope:
    if host in _HERE or host.endswith(".localhost"):
        return _Scope.HERE
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        pass
    else:
        if address.is_loopback or address.is_unspecified:
            return _Scope.HERE
        return _Scope.PUBLIC if address.is_global else _Scope.PRIVATE_ADDRESS
    if "." not in host:
        return _Scope.NETWORK
    return _Scope.PRIVATE if host.rpartition(".")[2] in _PRIVATE else _Scope.PUBLIC
