"""What the settings of several dependencies, held side by side, tell before a packet is sent."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from checks.postgres import PostgresTarget
from healthcheck import Suspicion, Target, rule

LOOPBACK = "this machine"
_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")

Targets = Mapping[str, Target]


@rule("same-database", remedy="If they are meant to be two databases, correct one of the URLs.")
def same_database(targets: Targets) -> Iterator[Suspicion]:
    """Two dependencies are one database: one of the two URLs was copied from the other."""
    found = {
        name: (_place(target), target.url.database)
        for name, target in targets.items()
        if isinstance(target, PostgresTarget)
    }
    for (first, one), (second, other) in combinations(found.items(), 2):
        if one == other:
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
    found = {name: _place(target) for name, target in targets.items() if target.peer}
    for (first, one), (second, other) in combinations(found.items(), 2):
        if one == other and type(targets[first]) is not type(targets[second]):
            yield Suspicion(
                second,
                f"the same host and port as {first}, which is another kind of service: "
                f"{targets[second].address}",
                f"Only one of {first} and {second} can listen there; correct the other's setting.",
            )


def _place(target: Target) -> tuple[str, int] | None:
    """Host and port, with one name for this machine."""
    if target.peer is None:
        return None
    host, port = target.peer
    return (LOOPBACK if host.lower().rstrip(".") in _LOCAL else host.lower().rstrip(".")), port
