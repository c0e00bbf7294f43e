"""From a document and variables to what a run needs: dependencies and operations."""

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from healthcheck import kinds, rules
from healthcheck.config import (
    comparing,
    document,
    operations,
    references,
    shadowing,
    sources,
    switches,
)
from healthcheck.config.dependencies import Built, dependency
from healthcheck.config.operations import Known
from healthcheck.config.presence import exists
from healthcheck.config.roles import Role
from healthcheck.config.sources import Sources
from healthcheck.config.tree import Entry, Table
from healthcheck.config.variables import ENVIRONMENT
from healthcheck.dependency import Dependency
from healthcheck.errors import ConfigError
from healthcheck.model import Finding, Operation

TOP = ("extends", "env_file", "roles", "rules", "default_operation", "dependencies", "operations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a run needs. `settings_from` names the files used, and the environment."""

    file: str
    dependencies: tuple[Dependency, ...]
    operations: tuple[Operation, ...]
    default_operation: str | None
    settings_from: tuple[str, ...]


def load(
    file: str | None = None,
    *,
    env_files: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Configuration:
    """The configuration that counts in a folder; ConfigError with file and key where it is bad."""
    try:
        return _load(file, env_files=env_files, environment=environment, folder=folder)
    except RecursionError:
        raise ConfigError("the configuration is nested too deeply to be read") from None


def _load(
    file: str | None,
    *,
    env_files: Sequence[str],
    environment: Mapping[str, str] | None,
    folder: Path | None,
) -> Configuration:
    environment = os.environ if environment is None else environment
    folder = folder or _here()
    path = document.find(file, environment, folder)
    tree = document.read(path, folder=folder)
    document.check_keys(tree, TOP)
    beside = path.parent if path else folder
    seen = sources.gathered(tree, env_files, environment, folder=folder, beside=beside)
    quiet = switches.switched_off(tree.table("rules"))
    built = _dependencies(tree, seen)
    every = {each.name: each for each in (*built.present, *built.absent)}
    absent = frozenset(each.name for each in built.absent)
    known = Known(every, absent=absent, variables=seen.variables)
    found = operations.operations(tree.table("operations"), known)
    return Configuration(
        file=tree.source.shown,
        dependencies=_judged(built.present, quiet),
        operations=found,
        default_operation=_default(tree.entry("default_operation"), found),
        settings_from=_ordered(built.places, seen.roles),
    )


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise ConfigError("the working directory does not exist any more") from None


@dataclass(frozen=True, slots=True)
class _All:
    present: tuple[Dependency, ...]
    absent: tuple[Dependency, ...]
    places: frozenset[str]


def _dependencies(tree: Table, seen: Sources) -> _All:
    """Those that exist, and those that `when` switches off: they are held to the rules, too."""
    present: list[Built] = []
    absent: list[Built] = []
    tables = tree.table("dependencies")
    for name in tables:
        if "." in name or not name.isprintable() or not name:
            raise ConfigError(
                f"{tables.at}: {name!a} is no name of a dependency: a line without a dot"
            )
        table = tables.table(name)
        when = table.entry("when")
        here = when is None or exists(when.texts(), seen.variables, when.at)
        made = dependency(name, table, seen.variables, env_files=seen.files)
        made = shadowing.told(made, seen.variables)
        for role in seen.roles:
            made = comparing.held(made, role, seen.variables)
        (present if here else absent).append(made)
    if not present:
        raise ConfigError(f"{tables.at}: there is nothing to check")
    comparing.check(seen.roles, (*present, *absent))
    found = _All(
        present=tuple(each.dependency for each in present),
        absent=tuple(each.dependency for each in absent),
        places=frozenset(place for each in present for place in each.places),
    )
    references.check((*found.present, *found.absent), tables)
    return found


def _judged(dependencies: Sequence[Dependency], quiet: Container[str]) -> tuple[Dependency, ...]:
    """The dependencies with what the rules say of all their targets, but for those rules that are
    switched off."""
    targets = {each.name: each.target for each in dependencies if each.target}
    said = rules.findings(kinds.rules(), targets)
    return tuple(
        replace(each, problems=tuple(_heard((*each.problems, *said.get(each.name, ())), quiet)))
        for each in dependencies
    )


def _heard(problems: Iterable[Finding], quiet: Container[str]) -> Iterable[Finding]:
    return (each for each in problems if each.code not in quiet)


def _default(entry: Entry | None, found: Sequence[Operation]) -> str | None:
    if entry is None:
        return None
    if not isinstance(entry.value, str):
        raise ConfigError(f"{entry.at}: expected the name of an operation")
    names = [each.name for each in found]
    if entry.value not in names:
        raise document.unknown("operation", entry.value, names, entry.at)
    return entry.value


def _ordered(places: frozenset[str], roles: Sequence[Role]) -> tuple[str, ...]:
    """The files that gave a setting, then the environment, then what roles' files gave."""
    last = {ENVIRONMENT} & places
    compared = tuple(each for role in roles for each in role.places if each in places)
    return (*sorted(places - last - {*compared}), *last, *compared)
