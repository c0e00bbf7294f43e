"""From a document and variables to what a run needs: dependencies and operations."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from healthcheck import kinds, rules
from healthcheck.config import document, operations
from healthcheck.config.dependencies import Built, dependency
from healthcheck.config.document import Entry, Tree
from healthcheck.config.variables import ENVIRONMENT, Variables, expand, gather
from healthcheck.dependency import Dependency
from healthcheck.errors import ConfigError
from healthcheck.model import Operation

TOP = ("extends", "env_file", "default_operation", "dependencies", "operations")


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
    environment = os.environ if environment is None else environment
    folder = folder or _here()
    path = document.find(file, environment, folder)
    tree = document.read(path, folder=folder)
    where = document.shown(path, folder) if path else f"profile {document.DEFAULT_PROFILE}"
    for key in tree:
        if key not in TOP:
            raise document.unknown("key", key, TOP, where)
    beside = path.parent if path else folder
    files = _env_files(tree, env_files, folder=folder, beside=beside, where=where)
    variables = gather(environment, files, folder=folder)
    built = _dependencies(tree, variables, where)
    found = operations.operations(
        _table(tree, "operations", where),
        {each.name: each for each in (*built.present, *built.absent)},
        absent=frozenset(each.name for each in built.absent),
        where=where,
    )
    return Configuration(
        file=where,
        dependencies=_judged(built.present),
        operations=found,
        default_operation=_default(tree, found, where),
        settings_from=_ordered(built.places),
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


def _dependencies(tree: Tree, variables: Variables, where: str) -> _All:
    """Those that exist, and those that `when` switches off: they are held to the rules, too."""
    present: list[Built] = []
    absent: list[Built] = []
    for name, settings in _table(tree, "dependencies", where).items():
        at = f"{where}: dependencies.{name}"
        if not isinstance(settings, Mapping):
            raise ConfigError(f"{at}: expected a table")
        if "." in name or not name:
            raise ConfigError(f"{at}: a dependency's name has no dot in it")
        when = _texts(settings.get("when"), f"{at}.when")
        exists = not when or any(variable in variables for variable in when)
        (present if exists else absent).append(dependency(name, settings, variables, where=at))
    if not present:
        raise ConfigError(f"{where}: dependencies: there is nothing to check")
    found = _All(
        present=tuple(each.dependency for each in present),
        absent=tuple(each.dependency for each in absent),
        places=frozenset(place for each in present for place in each.places),
    )
    _check_runs_on((*found.present, *found.absent), where)
    return found


def _check_runs_on(dependencies: Sequence[Dependency], where: str) -> None:
    below = {each.name: each.runs_on for each in dependencies}
    for name, under in below.items():
        at = f"{where}: dependencies.{name}.runs_on"
        for each in under:
            if each not in below:
                raise document.unknown("dependency", each, below, at)
        if name in _all_below(under, below):
            raise ConfigError(f"{at}: a cycle: {name} runs on itself")


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


def _judged(dependencies: Sequence[Dependency]) -> tuple[Dependency, ...]:
    """The dependencies with what the rules say of all their targets."""
    targets = {each.name: each.target for each in dependencies if each.target}
    said = rules.findings(kinds.rules(), targets)
    return tuple(
        replace(each, problems=(*each.problems, *said.get(each.name, ()))) for each in dependencies
    )


def _env_files(
    tree: Tree, named: Sequence[str], *, folder: Path, beside: Path, where: str
) -> list[Path]:
    """Those of --env-file, else the configuration's, else a `.env` here or beside it."""
    if named:
        return [_existing(folder / Path(each).expanduser(), each, "--env-file") for each in named]
    entry = _entry(tree, "env_file", where)
    if entry is not None:
        at = f"{entry.source.shown}: env_file"
        names = _texts(entry, at)
        return [_existing(entry.source.folder / each, each, at) for each in names]
    near = [each / ".env" for each in (folder, beside) if (each / ".env").is_file()]
    return near[:1]


def _existing(path: Path, name: str, where: str) -> Path:
    if not path.is_file():
        raise ConfigError(f"{where}: there is no file {name}")
    return path


def _default(tree: Tree, found: Sequence[Operation], where: str) -> str | None:
    entry = _entry(tree, "default_operation", where)
    if entry is None:
        return None
    names = [each.name for each in found]
    if entry.value not in names:
        raise document.unknown(
            "operation", str(entry.value), names, f"{entry.source.shown}: default_operation"
        )
    return str(entry.value)


def _table(tree: Tree, key: str, where: str) -> Mapping[str, Any]:
    table = tree.get(key, {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where}: {key}: expected a table")
    return table


def _entry(tree: Tree, key: str, where: str) -> Entry | None:
    entry = tree.get(key)
    if entry is None or isinstance(entry, Entry):
        return entry
    raise ConfigError(f"{where}: {key}: expected a value, not a table")


def _texts(entry: Entry | None, where: str) -> tuple[str, ...]:
    """A text or a list of texts."""
    if entry is None:
        return ()
    value = expand(entry, {}).value if isinstance(entry, Entry) else None
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(each, str) for each in items):
        raise ConfigError(f"{where}: expected a text or a list of texts")
    return tuple(items)


def _ordered(places: frozenset[str]) -> tuple[str, ...]:
    """The files that gave a setting, then the environment."""
    last = {ENVIRONMENT} & places
    return tuple(sorted(places - last)) + tuple(last)
