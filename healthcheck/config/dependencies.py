"""One dependency's table: its check, its settings with their origins, its problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthcheck import kinds, plugins
from healthcheck.check import Check
from healthcheck.config import settings
from healthcheck.config.document import check_keys, unknown
from healthcheck.config.settings import Missing
from healthcheck.config.tree import Entry, Table
from healthcheck.config.variables import Variables, expand
from healthcheck.dependency import TIMEOUT, Dependency
from healthcheck.errors import ConfigError, Unloadable
from healthcheck.model import Finding
from healthcheck.target import HERE, Malformed, Target, duration, is_structured
from healthcheck.target import settings as settings_of

COMMON = ("check", "timeout", "writes", "runs_on", "when", "unset")
"""Keys of every dependency; the others are its check's settings."""


@dataclass(frozen=True, slots=True)
class Built:
    """A dependency, the places its settings came from, and what the configuration says of them."""

    dependency: Dependency
    places: tuple[str, ...]
    entries: Mapping[str, Entry]


def dependency(
    name: str, table: Table, variables: Variables, *, env_files: Sequence[str] = ()
) -> Built:
    """The dependency of a table. What is malformed or missing is its problem, not an error: the
    others can still be checked."""
    check = _check(table)
    kinds_of = settings_of(check.target)
    check_keys(table, (*COMMON, *kinds_of))
    structured = {key for key, kind in kinds_of.items() if is_structured(kind)}
    entries = {key: (table.whole if key in structured else table.entry)(key) for key in table}
    values = {key: expand(entry, variables) for key in kinds_of if (entry := entries.get(key))}
    folders = {key: entry.source.folder for key, entry in entries.items() if entry}
    read = {
        key: settings.read(key, values.get(key), kind, check, folder=folders.get(key, HERE))
        for key, kind in kinds_of.items()
    }
    problems = (
        *settings.missing((each for each in read.values() if isinstance(each, Missing)), check),
        *(each for each in read.values() if isinstance(each, Finding)),
    )
    target = None if problems else _target(check, read)
    if isinstance(target, Finding):
        problems, target = (target,), None
    word = _word(entries.get("unset"), check)
    if word and env_files:
        problems += settings.unset(word, values.values(), check, env_files)
    return Built(
        Dependency(
            name=name,
            check=check,
            target=None if problems else target,
            settings=tuple(
                settings.shown(key, value, read[key], check) for key, value in values.items()
            ),
            problems=problems,
            timeout=_seconds(entries.get("timeout"), variables),
            writes=_flag(entries.get("writes")),
            runs_on=_names(entries.get("runs_on")),
        ),
        places=tuple(place for value in values.values() for place in value.places),
        entries={key: entry for key in values if (entry := entries[key])},
    )


def _target(check: Check[Any, Any], read: Mapping[str, Any]) -> Target | Finding:
    """The settings together; the problem where they contradict each other."""
    try:
        given = {key: each for key, each in read.items() if each is not None}
        target: Target = check.target(**given)
    except Malformed as error:
        return settings.contradictory(error, check)
    return target


def _check(table: Table) -> Check[Any, Any]:
    entry = table.entry("check")
    if entry is None:
        raise ConfigError(f"{table.at}: check is missing: the kind of dependency, such as postgres")
    if not isinstance(entry.value, str):
        raise ConfigError(f"{entry.at}: expected the kind of dependency, such as postgres")
    try:
        return kinds.check(entry.value)
    except KeyError:
        raise unknown("check", entry.value, plugins.named(plugins.CHECKS), entry.at) from None
    except Unloadable as error:
        raise ConfigError(f"{entry.at}: {error}") from error


def _word(entry: Entry | None, check: Check[Any, Any]) -> str | None:
    """The code that `unset` names."""
    if entry is None:
        return None
    if not isinstance(entry.value, str):
        raise ConfigError(f"{entry.at}: expected a code of {check.kind}")
    if entry.value not in check.words():
        raise unknown("code", entry.value, check.words(), entry.at)
    return entry.value


def _seconds(entry: Entry | None, variables: Variables) -> float:
    if entry is None:
        return TIMEOUT
    value = expand(entry, variables)
    if value.missing:
        raise ConfigError(f"{entry.at}: {value.origin}")
    try:
        return duration(value.value)
    except ValueError as error:
        raise ConfigError(f"{entry.at}: {error}") from None


def _flag(entry: Entry | None) -> bool:
    if entry is not None and not isinstance(entry.value, bool):
        raise ConfigError(f"{entry.at}: expected true or false")
    return entry is None or bool(entry.value)


def _names(entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    names = entry.value
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise ConfigError(f"{entry.at}: expected a list of dependencies")
    for index, name in enumerate(names):
        if name in names[:index]:
            raise ConfigError(f"{entry.at}: {name} stands there twice")
    return tuple(names)
