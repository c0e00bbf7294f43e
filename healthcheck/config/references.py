"""Dependencies that name each other: what one runs on, and whose facts it uses."""

from collections.abc import Iterable, Mapping, Sequence

from healthcheck.config.document import unknown
from healthcheck.config.tree import Table
from healthcheck.dependency import Dependency
from healthcheck.errors import ConfigError
from healthcheck.facts import Source
from healthcheck.target import Target, settings


def check(dependencies: Sequence[Dependency], tables: Table) -> None:
    """ConfigError where a dependency that is named is not there, or runs on itself."""
    _check_runs_on(dependencies, tables)
    _check_sources(dependencies, tables)


def _check_runs_on(dependencies: Sequence[Dependency], tables: Table) -> None:
    below = {each.name: each.runs_on for each in dependencies if each.runs_on}
    for name, under in below.items():
        at = tables[name]["runs_on"].at
        for each in under:
            if each not in tables:
                raise unknown("dependency", each, tables, at)
        if name in _all_below(under, below):
            raise ConfigError(f"{at}: a cycle: {name} runs on itself")


def _check_sources(dependencies: Sequence[Dependency], tables: Table) -> None:
    """A setting that names another dependency's step must name one there is."""
    checks = {each.name: each.check for each in dependencies}
    for each in dependencies:
        for key, source in _sources(each.target):
            at = tables[each.name][key].at
            if source.dependency not in checks:
                raise unknown("dependency", source.dependency, checks, at)
            steps = checks[source.dependency].steps
            if source.step not in steps:
                known = [f"{source.dependency}.{step}" for step in steps]
                raise unknown("step", str(source), known, at)
            if source.dependency == each.name:
                raise ConfigError(f"{at}: {each.name} cannot wait for a step of its own")


def _sources(target: Target | None) -> Iterable[tuple[str, Source]]:
    names = settings(type(target)) if target else ()
    values = ((name, getattr(target, name)) for name in names)
    return ((name, value) for name, value in values if isinstance(value, Source))


def _all_below(names: Iterable[str], below: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """All that the names run on, themselves included; a cycle ends it."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += below.get(each, ())
    return frozenset(reached)
