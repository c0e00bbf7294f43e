"""The three means of knowing beforehand, judged alike: what each would have told somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.accuracy.row import READY, UNKNOWN
from tests.accuracy.scoring import BLOCKED, Scored, Share, share


@dataclass(frozen=True, slots=True)
class Means:
    """`alarmed`: it said that something is wrong; `named`: exactly the services that were."""

    name: str
    alarmed: Callable[[Scored], bool]
    unsure: Callable[[Scored], bool] = lambda _: False
    named: Callable[[Scored], bool] | None = None
    foretold: Callable[[Scored], bool] | None = None


def _about(each: Scored, dependencies: Iterable[str]) -> bool:
    """Whether these are the dependencies where something is wrong, and no other."""
    found = set(dependencies)
    required = [_dependencies(about) for about in each.required]
    everybody = set().union(*(_dependencies(about) for about in each.case.about))
    return all(found & those for those in required) and found <= everybody


def _dependencies(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


MEANS = (
    Means(
        "healthcheck --all",
        alarmed=lambda each: each.row.predicted not in (READY, UNKNOWN),
        unsure=lambda each: each.row.predicted == UNKNOWN,
        named=lambda each: _about(each, _dependencies(each.row.root_causes)),
        foretold=lambda each: each.effect_right,
    ),
    Means(
        "connect and ping",
        alarmed=lambda each: bool(each.row.pinged),
        named=lambda each: _about(each, each.row.pinged),
    ),
    Means("GET /health", alarmed=lambda each: bool(each.row.health)),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one of them did.

    Of the states in which no job would have come through: in how many it alarmed, was unsure, or
    called all well, and foretold the effect; of those that do no harm, false alarms; of all harmful
    ones, the service named.
    """

    name: str
    alarmed: Share
    unsure: Share
    called_well: Share
    foretold: Share | None
    noticed_loss: Share
    named: Share | None
    false_alarms: Share


def standing(means: Means, those: Sequence[Scored]) -> Standing:
    blocked = [each for each in those if each.row.observed in BLOCKED]
    harmful = [each for each in those if each.row.observed != READY]
    harmless = [each for each in those if each.row.observed == READY]
    lossy = [each for each in harmful if each.row.observed not in BLOCKED]
    well = [not means.alarmed(each) and not means.unsure(each) for each in blocked]
    return Standing(
        name=means.name,
        alarmed=share([means.alarmed(each) for each in blocked]),
        unsure=share([means.unsure(each) for each in blocked]),
        called_well=share(well),
        foretold=share([means.foretold(each) for each in blocked]) if means.foretold else None,
        noticed_loss=share([means.alarmed(each) for each in lossy]),
        named=share([means.named(each) for each in harmful]) if means.named else None,
        false_alarms=share([means.alarmed(each) for each in harmless]),
    )
