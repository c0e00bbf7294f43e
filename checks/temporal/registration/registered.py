"""What each worker has registered, as far as the endings of probes tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.temporal.registration import replies
from checks.temporal.registration.probes import End, Ending


@dataclass(frozen=True, slots=True)
class Heard:
    """Who answered: by identity the types it listed (None: it lists nothing); who has something for
    every type, and of these who ran it; who took a task and did not answer. `askable`: who lists
    nothing and can be asked for a type by name, since its SDK runs nothing for such a question."""

    lists: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    dynamic: frozenset[str] = frozenset()
    ran: frozenset[str] = frozenset()
    stuck: frozenset[str] = frozenset()
    askable: frozenset[str] = frozenset()

    @property
    def answered(self) -> bool:
        """Whether anybody did."""
        return bool(self.lists or self.dynamic)

    @property
    def can_be_asked(self) -> bool:
        """Whether a question for a very type meets nobody who would run it."""
        return bool(self.askable) and self.askable >= self.lists.keys() | self.stuck


Known = Mapping[tuple[str, str], bool]
"""By identity and type, what was answered to a question for that very type."""


def heard(endings: Iterable[Ending]) -> Heard:
    """What the probes' endings tell of each worker."""
    endings = list(endings)
    failed = [each for each in endings if each.end is End.FAILED]
    ran = frozenset(each.identity for each in endings if each.end is End.RAN)
    dynamic = ran.union(each.identity for each in failed if replies.knows(each.message))
    lists = _lists(each for each in failed if each.identity not in dynamic)
    begun = frozenset(each.identity for each in endings if each.end is End.BEGUN)
    typescript = {each.identity for each in failed if each.sdk == replies.TYPESCRIPT}
    askable = frozenset(who for who, types in lists.items() if types is None and who in typescript)
    return Heard(lists, dynamic, ran, begun - lists.keys() - dynamic, askable)


def _lists(failed: Iterable[Ending]) -> Mapping[str, frozenset[str] | None]:
    """By identity. Where one has told different lists, several workers go by it: containers of one
    host name in each of which the worker is process 1; each of them has a number then."""
    told: dict[str, set[frozenset[str]]] = {}
    for each in failed:
        types = replies.types_in(each.message) if _denied(each) else None
        told.setdefault(each.identity, set()).update(() if types is None else (types,))
    lists: dict[str, frozenset[str] | None] = dict.fromkeys(told)
    for who, different in told.items():
        for place, types in enumerate(sorted(different, key=sorted), 1):
            lists[f"{who} ({place})" if place > 1 else who] = types
    return lists


def known(type_: str, endings: Iterable[Ending]) -> Known:
    """Who has this very type, by how probes ended that asked for it."""
    told: dict[tuple[str, str], bool] = {}
    for each in endings:
        if each.end is End.FAILED and _denied(each):
            told[each.identity, type_] = False
        elif each.end is End.FAILED and replies.knows(each.message):
            told[each.identity, type_] = True
    return told


def _denied(ending: Ending) -> bool:
    return replies.denies(ending.message, ending.kind)
