"""What the datasets of a database and of a store come to, decided without either."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.storage.looking import Sight, State

SHOWN = 5
"""Names in a sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """A finding: a failure, or what deserves a look."""

    code: str
    summary: str
    fails: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """Datasets that were looked for in the store at `address`.

    `required` are ids; `names` those that the database lists, by their ids, and `counts` how many
    images it says they have; `unseen` is how many of them were not looked for.
    """

    address: str
    sights: Sequence[Sight]
    required: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    unseen: int = 0

    def said(self) -> list[Said]:
        """What there is to say; what fails comes last, and what fails most before the rest."""
        found = [self._missing(), *self._unreadable(), *self._differing()]
        told = [each for each in found if each]
        return [each for each in told if not each.fails] + [each for each in told if each.fails]

    def _missing(self) -> Said | None:
        lost = [each for each in self.sights if not each.is_there]
        if not lost:
            return None
        said = f"{self._counted()}: training on {self._listed(lost)} would fail"
        all_lost = len(lost) == len(self.sights) and not self.unseen
        fails = all_lost or any(each.id in self.required for each in lost)
        return Said("unknown-dataset", f"{said}{self._aside(lost)}", fails)

    def _aside(self, lost: Sequence[Sight]) -> str:
        """What is said of those that are there without annotations."""
        bare = [each for each in lost if each.state is State.BARE]
        if not bare:
            return ""
        which = f": {self._listed(bare)}" if len(bare) < len(lost) else ""
        return f" (objects are there, and no annotations beside them{which})"

    def _counted(self) -> str:
        if not self.names:
            return f"{self.address} lacks what a job reads"
        listed = [each for each in self.sights if each.id in self.names]
        there = sum(each.is_there for each in listed)
        looked = f" of the {len(listed)} looked for" if self.unseen else ""
        return f"{_counted(len(self.names))} in the database, {there}{looked} at {self.address}"

    def _unreadable(self) -> Iterable[Said]:
        for each in self.sights:
            if each.unreadable:
                keys = ", ".join(f'"{key}"' for key in each.unreadable)
                said = f"the annotations of {self._named(each)} are no JSON: {keys}"
                fails = each.id in self.required and each.unreadable == each.annotations
                yield Said("unreadable-object", said, fails)

    def _differing(self) -> Iterable[Said]:
        for each in self.sights:
            counted = self.counts.get(each.id)
            if counted is not None and each.images is not None and counted != each.images:
                said = f"{self._named(each)} has {counted} images by the database"
                yield Said(
                    "different-count", f"{said}, and {each.images} by its annotations", False
                )

    def _listed(self, sights: Sequence[Sight]) -> str:
        names = [self._named(each) for each in sights]
        if len(names) > SHOWN:
            return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

    def _named(self, sight: Sight) -> str:
        return self.names.get(sight.id, sight.id)


def _counted(count: int) -> str:
    return f"{count} dataset{'s' if count != 1 else ''}"
