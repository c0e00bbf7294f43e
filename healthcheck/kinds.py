"""The installed checks and rules, ours like anyone's."""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Any

from healthcheck.check import Check, Greeting
from healthcheck.errors import Unloadable
from healthcheck.plugins import CHECKS, RULES, load, named
from healthcheck.rules import Rule


@cache
def check(kind: str) -> Check[Any, Any]:
    """The check of a kind; KeyError where none is installed, Unloadable where it is broken."""
    found = load(named(CHECKS)[kind])
    if not isinstance(found, Check):
        raise Unloadable(f"entry point {kind!r} is {type(found).__name__}, not a Check")
    if found.kind != kind:
        raise Unloadable(f"entry point {kind!r} is the check {found.kind!r}: give both one name")
    unasked = [step.name for step in found.steps.values() if not (step.offline or found.connection)]
    if unasked:
        raise Unloadable(f"check {kind!r} never connects, but its steps need it: {unasked}")
    unknown = [row.step for row in found.faults if row.step not in found.steps]
    if unknown:
        raise Unloadable(f"check {kind!r} has fault rows for steps it does not declare: {unknown}")
    return found


def rules() -> tuple[Rule, ...]:
    """Every installed rule; Unloadable where an entry point of the group is none."""
    found = [load(each) for each in named(RULES).values()]
    strange = [each for each in found if not isinstance(each, Rule)]
    if strange:
        raise Unloadable(f"the entry points {RULES} name what is no rule: {strange}")
    return tuple(found)


def greetings() -> Iterable[Greeting]:
    """How to recognise each service that some installed check knows; a broken one knows none."""
    for kind in named(CHECKS):
        with suppress(Unloadable):
            greeting = check(kind).greeting
            if greeting:
                yield greeting
