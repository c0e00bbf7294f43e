"""Revisions, and how they come after each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

WORDS = 60
"""Characters of a title that are shown."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A migration. `below` are those that it follows, `depends` what else must have run before it:
    revisions, or labels of branches. `unnoticed`: no row depends on what it does."""

    id: str
    below: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    title: str = ""
    file: str = ""
    unnoticed: bool = False

    def __str__(self) -> str:
        title = self.title if len(self.title) <= WORDS else f"{self.title[: WORDS - 3].rstrip()}..."
        return f'{self.id} "{title}"' if title else self.id


@dataclass(frozen=True)
class Graph:
    """All revisions of a folder by their ids; whole, as `problems` tells."""

    revisions: Mapping[str, Revision]

    @classmethod
    def of(cls, revisions: Iterable[Revision]) -> "Graph":
        return cls({each.id: each for each in revisions})

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Those that no other one follows, in their files' order."""
        followed = {below for each in self.revisions.values() for below in each.below}
        return tuple(each for each in self.revisions if each not in followed)

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """What must have run right before each."""
        return _before(self.revisions.values())

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All of them, each after what must have run before it."""
        return tuple(TopologicalSorter(self.before).static_order())

    def applied(self, ids: Iterable[str]) -> frozenset[str]:
        """These and all that has run before them."""
        found: set[str] = set()
        open_ = list(ids)
        while open_:
            if (each := open_.pop()) not in found:
                found.add(each)
                open_ += self.before[each]
        return frozenset(found)

    def lacking(self, ids: Iterable[str]) -> tuple[Revision, ...]:
        """What a database at these lacks, in the order in which it would run."""
        applied = self.applied(ids)
        return tuple(self.revisions[each] for each in self.order if each not in applied)

    def after(self, ids: Iterable[str]) -> frozenset[str]:
        """All that follow some of these, on whatever way."""
        found = set(ids)
        for each in self.order:
            if not found.isdisjoint(self.revisions[each].below):
                found.add(each)
        return frozenset(found.difference(ids))


def problems(revisions: Sequence[Revision]) -> tuple[str, ...]:
    """Why they are no graph, a sentence each."""
    ids = Counter(each.id for each in revisions)
    labels = {label for each in revisions for label in each.labels}
    twice = [_files(revisions, id_) for id_, count in ids.items() if count > 1]
    wrong = [f"{files} are both revision {id_}" for files, id_ in twice]
    for each in revisions:
        follows = [id_ for id_ in each.below if id_ not in ids]
        wrong += [f"{each.file} follows {id_}, which no file has" for id_ in follows]
        depends = [id_ for id_ in each.depends if id_ not in ids and id_ not in labels]
        wrong += [f"{each.file} depends on {id_}, which no file has" for id_ in depends]
    return tuple(wrong or _cycle(revisions))


def _files(revisions: Iterable[Revision], id_: str) -> tuple[str, str]:
    return " and ".join(each.file for each in revisions if each.id == id_), id_


def _cycle(revisions: Sequence[Revision]) -> Iterator[str]:
    try:
        TopologicalSorter(_before(revisions)).prepare()
    except CycleError as error:
        yield f"revisions follow each other in a circle: {' -> '.join(error.args[1])}"


def _before(revisions: Iterable[Revision]) -> Mapping[str, tuple[str, ...]]:
    revisions = tuple(revisions)
    labelled = {label: each.id for each in revisions for label in each.labels}
    return {
        each.id: (*each.below, *(labelled.get(name, name) for name in each.depends))
        for each in revisions
    }
