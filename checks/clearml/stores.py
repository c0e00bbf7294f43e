"""What stands behind the API server, and which of it is broken: told by which calls break."""

from collections.abc import Mapping
from dataclasses import dataclass

from checks.clearml.envelope import Answer


@dataclass(frozen=True, slots=True)
class Store:
    """`subcodes` are those of the 500s that the API server was seen to answer without it."""

    name: str
    code: str
    subcodes: frozenset[int]


MONGODB = Store("MongoDB", "mongodb-down", frozenset({1, 102}))
REDIS = Store("Redis", "redis-down", frozenset({0}))
ELASTICSEARCH = Store("Elasticsearch", "elasticsearch-down", frozenset({100}))

PING = "debug.ping"
NEEDS: Mapping[str, frozenset[Store]] = {
    PING: frozenset(),
    "auth.login": frozenset({MONGODB}),
    "queues.get_all": frozenset({REDIS, MONGODB}),
    "projects.get_all": frozenset({REDIS, MONGODB}),
    "workers.get_all": frozenset({REDIS}),
    "tasks.create": frozenset({REDIS, MONGODB}),
    "workers.get_stats": frozenset({REDIS, ELASTICSEARCH}),
}
"""What each call was measured to need: it breaks without it, and hangs where that hangs."""


def broken(answers: Mapping[str, Answer | None]) -> Mapping[str, Answer | None]:
    """The calls that failed, or had no answer in time."""
    return {name: each for name, each in answers.items() if each is None or not each.is_fine}


def culprit(answers: Mapping[str, Answer | None]) -> Store | None:
    """The one store that explains every broken call and no call that went well; None without one.

    None stands for an answer that did not come in time; where the ping beside it did not come
    either, it is no store.
    """
    failed = broken(answers)
    if not failed:
        return None
    suspects = frozenset.intersection(*(_suspects(name, each) for name, each in failed.items()))
    cleared = frozenset[Store]().union(*(NEEDS[name] for name in answers if name not in failed))
    found = suspects - cleared
    return next(iter(found)) if len(found) == 1 else None


def _suspects(name: str, answer: Answer | None) -> frozenset[Store]:
    if answer is None:
        return NEEDS[name]
    return frozenset(store for store in NEEDS[name] if answer.subcode in store.subcodes)
