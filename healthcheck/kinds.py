"""What is installed: checks, rules and commands, by entry points, ours like anyone's."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from healthcheck.check import Check, Greeting
from healthcheck.rules import Rule

CHECKS = "healthcheck.checks"
RULES = "healthcheck.rules"
COMMANDS = "healthcheck.commands"


class Unloadable(Exception):  # noqa: N818 - what the entry point is
    """An entry point that does not give what its group promises."""


@cache
def named(group: str) -> Mapping[str, EntryPoint]:
    """The entry points of a group by name; of two with one name, the later found is ignored."""
    found: dict[str, EntryPoint] = {}
    for each in entry_points(group=group):
        found.setdefault(each.name, each)
    return found


@cache
def check(kind: str) -> Check[Any, Any]:
    """The check of a kind; KeyError where none is installed, Unloadable where it is broken."""
    found = load(named(CHECKS)[kind])
    if not isinstance(found, Check):
        raise Unloadable(f"entry point {kind!r} is {type(found).__name__}, not a Check")
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


def load(entry: EntryPoint) -> Any:
    """What an entry point names; Unloadable where it cannot be imported."""
    try:
        with _own_packages_first():
            return entry.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise Unloadable(f"entry point {entry.name!r} ({entry.value}): {error}") from error


def loads(entry: EntryPoint) -> bool:
    """Whether what an entry point names can be imported."""
    try:
        load(entry)
    except Unloadable:
        return False
    return True


@contextmanager
def _own_packages_first() -> Iterator[None]:
    """Keeps a folder `checks` in somebody's working directory from shadowing ours."""
    home = str(Path(__file__).parent.parent)
    sys.path.insert(0, home)
    try:
        yield
    finally:
        sys.path.remove(home)
