"""Which failures are another one's consequence. Blame labels, it never hides.

It travels only from server-level faults to server-level faults: a worker that is missing, a schema,
a bucket and a password are always their own roots.
"""

import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from healthcheck.model import Finding, Outcome, Status

SERVER_STEPS = ("reachable", "writable", "capacity")
"""Where a fault of the server itself shows: not there, silent, read-only, full."""

NETWORK = "network"


def server_fault(outcome: Outcome) -> Finding | None:
    """The finding that says the server itself is at fault, and not what we may do there."""
    found = (outcome.find(step) for step in SERVER_STEPS)
    failed = (each for each in found if each and each.status is Status.FAIL)
    return next((each for each in failed if _word_of(each) != "no-permission"), None)


def causes(outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """For each dependency that another thing brought down: a dependency, `host NAME`, `network`."""
    broken = [each for each in outcomes if server_fault(each)]
    found: dict[str, str] = {}
    for blame in (_network, _hosts, _same_server, _runs_on):
        for name, cause in blame(broken, outcomes):
            if root(cause, found) != name:  # two that blame each other would leave no root
                found.setdefault(name, cause)
    return found


def root(dependency: str, causes: Mapping[str, str]) -> str:
    """The end of the chain of causes that starts at a dependency."""
    seen = [dependency]
    while (cause := causes.get(seen[-1])) and cause not in seen:
        seen.append(cause)
    return seen[-1]


Blames = Iterable[tuple[str, str]]


def _network(broken: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Blames:
    """Every name unresolved: it is this machine that cannot resolve names."""
    named = [each for each in outcomes if each.peer and _is_name(each.peer[0])]
    unresolved = [each for each in named if _word(each) == "name-not-found"]
    hosts = {each.peer[0] for each in unresolved if each.peer}
    if len(hosts) > 1 and len(unresolved) == len(named):
        for each in unresolved:
            yield each.dependency, NETWORK


def _hosts(broken: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Blames:
    """A host is blamed where all that is on it fails alike, on more than one port."""
    for host, members in _grouped(outcomes, key=lambda each: each.peer[0] if each.peer else ""):
        ports = {each.peer for each in members}
        words = {_word(each) for each in members}
        alike = len(ports) > 1 and len(words) == 1 and words.isdisjoint({None, "name-not-found"})
        if alike and host and not _is_here(str(host)):
            for each in members:
                yield each.dependency, f"host {host}"


def _same_server(broken: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Blames:
    """Of dependencies of a kind at one server that is not there, the first stands for it.

    Read-only and full are no such fault: either may be set for one database or one account. Nor is
    another service at their port: each has a URL of its own to be mended.
    """
    gone = [each for each in broken if _is_gone(each)]
    for server, members in _grouped(
        gone, key=lambda each: each.peer and (each.check, *_server(each.peer))
    ):
        first, *others = members
        for each in others:
            if server and _word(each) == _word(first):
                yield each.dependency, first.dependency


def _runs_on(broken: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Blames:
    names = {each.dependency for each in broken}
    for each in broken:
        below = next((name for name in each.runs_on if name in names), None)
        if below:
            yield each.dependency, below


def _grouped(
    outcomes: Sequence[Outcome], *, key: Callable[[Outcome], object]
) -> Iterable[tuple[object, list[Outcome]]]:
    ordered = sorted(outcomes, key=lambda each: str(key(each)))
    return [(value, list(members)) for value, members in groupby(ordered, key)]


def _server(peer: tuple[str, int]) -> tuple[str, int]:
    host, port = peer
    return ("localhost" if _is_here(host) else host), port


def _is_gone(outcome: Outcome) -> bool:
    fault = server_fault(outcome)
    reached = fault is None or fault.step != "reachable"
    return not reached and _word(outcome) != "other-service"


def _word(outcome: Outcome) -> str | None:
    fault = server_fault(outcome)
    return _word_of(fault) if fault else None


def _word_of(finding: Finding) -> str:
    return (finding.code or "").partition(".")[2]


def _is_here(host: str) -> bool:
    """Whether a host is this machine: all of 127.0.0.0/8 is, and what no address was given for."""
    address = _address(host)
    return address.is_loopback or address.is_unspecified if address else host == "localhost"


def _is_name(host: str) -> bool:
    """A name that DNS should know; one without a dot may exist inside containers only."""
    return _address(host) is None and "." in host


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
