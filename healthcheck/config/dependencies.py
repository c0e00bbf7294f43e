"""One dependency's table: its check, its settings with their origins, its problems."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healthcheck import kinds, plugins
from healthcheck.check import Check
from healthcheck.codes import ENGINE
from healthcheck.config.document import Entry, unknown
from healthcheck.config.variables import Value, Variables, expand
from healthcheck.dependency import TIMEOUT, Dependency, Setting
from healthcheck.errors import ConfigError, Unloadable
from healthcheck.model import Finding, Manner, Status
from healthcheck.secret import MASK, Scrubber, Secret
from healthcheck.target import Malformed, convert, duration, required, settings

COMMON = ("check", "timeout", "writes", "runs_on", "when")
"""Keys of every dependency; the others are its check's settings."""


@dataclass(frozen=True, slots=True)
class Built:
    """A dependency, and the places its settings came from."""

    dependency: Dependency
    places: tuple[str, ...]


def dependency(name: str, table: Mapping[str, Entry], variables: Variables, *, where: str) -> Built:
    """The dependency of a table. What is malformed or missing is its problem, not an error: the
    others can still be checked."""
    check = _check(table, where)
    kinds_of = settings(check.target)
    for key, entry in table.items():
        if key not in COMMON and key not in kinds_of:
            known = (*COMMON, *kinds_of)
            raise unknown("key", key, known, f"{_source(entry, where)}: dependencies.{name}")
        if not isinstance(entry, Entry):
            raise ConfigError(f"{where}.{key}: expected a value, not a table")
    values = {key: expand(table[key], variables) for key in kinds_of if key in table}
    read = {key: _read(key, values, kind, check) for key, kind in kinds_of.items()}
    problems = tuple(each for each in read.values() if isinstance(each, Finding))
    given = {k: v for k, v in read.items() if v is not None and not isinstance(v, Finding)}
    return Built(
        Dependency(
            name=name,
            check=check,
            target=None if problems else check.target(**given),
            settings=tuple(_setting(key, value, given) for key, value in values.items()),
            problems=problems,
            timeout=_seconds(table.get("timeout"), variables, f"{where}.timeout"),
            writes=_flag(table.get("writes"), f"{where}.writes"),
            runs_on=_names(table.get("runs_on"), f"{where}.runs_on"),
        ),
        tuple(place for value in values.values() for place in value.places),
    )


def _check(table: Mapping[str, Entry], where: str) -> Check[Any, Any]:
    entry = table.get("check")
    if not isinstance(entry, Entry):
        raise ConfigError(f"{where}: check is missing: the kind of dependency, such as postgres")
    try:
        return kinds.check(str(entry.value))
    except KeyError:
        known = plugins.named(plugins.CHECKS)
        raise unknown("check", str(entry.value), known, f"{where}.check") from None
    except Unloadable as error:
        raise ConfigError(f"{where}.check: {error}") from error


def _read(key: str, values: Mapping[str, Value], kind: Any, check: Check[Any, Any]) -> Any:
    """The setting's value, None to leave it to its default, or the problem with it."""
    needed = key in required(check.target)
    value = values.get(key)
    if value is None:
        return _missing(key, "it is not in the configuration", check) if needed else None
    if value.missing or value.value == "":
        said = f"{value.origin}, neither in the environment nor in an env file"
        return _missing(key, said, check) if needed else None
    try:
        return convert(value.value, kind)
    except Malformed as error:
        return _malformed(key, value, error, check)
    except ValueError as error:
        # a library's words, such as urlsplit's, quote the piece that may be of a password
        return _malformed(key, value, Malformed(_pieces(value.value).outside(str(error))), check)


def _missing(key: str, said: str, check: Check[Any, Any]) -> Finding:
    return _problem("config.missing-setting", f"the setting {key} has no value: {said}", check)


def _malformed(key: str, value: Value, error: Malformed, check: Check[Any, Any]) -> Finding:
    code = f"{check.kind}.{error.code}" if error.code else "config.malformed-setting"
    return _problem(code, f"{key}, from {value.origin}: {error}", check)


def _pieces(value: object) -> Scrubber:
    """Hides a value and what it is made of: nobody knows yet which part of it is a secret."""
    text = str(value)
    return Scrubber.of([text, *re.split(r"[/:@?#&=,;\s]+", text)])


def _problem(code: str, summary: str, check: Check[Any, Any]) -> Finding:
    known = ENGINE.get(code) or check.code(code.partition(".")[2])
    return Finding(
        step="configured",
        status=Status.FAIL,
        code=code,
        manner=Manner.REFUSES,
        summary=summary,
        hint=known.remedy if known else "Correct the value where it comes from.",
    )


def _setting(key: str, value: Value, given: Mapping[str, Any]) -> Setting:
    """A value as it may be shown: one that could not be read is not, it may hold a secret."""
    parsed = given.get(key)
    shown = MASK if isinstance(parsed, Secret) else "" if parsed is None else str(parsed)
    return Setting(key=key, shown=shown, origin=value.origin, unset=value.unset)


def _seconds(entry: Entry | None, variables: Variables, where: str) -> float:
    if entry is None:
        return TIMEOUT
    value = expand(entry, variables)
    if value.missing:
        raise ConfigError(f"{where}: {value.origin}")
    try:
        return duration(value.value)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None


def _flag(entry: Entry | None, where: str) -> bool:
    if entry is not None and not isinstance(entry.value, bool):
        raise ConfigError(f"{where}: expected true or false")
    return entry is None or bool(entry.value)


def _names(entry: Entry | None, where: str) -> tuple[str, ...]:
    names = [] if entry is None else entry.value
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise ConfigError(f"{where}: expected a list of dependencies")
    return tuple(names)


def _source(entry: object, where: str) -> str:
    return entry.source.shown if isinstance(entry, Entry) else where.partition(":")[0]
