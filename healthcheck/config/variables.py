"""Variables: the environment first, then env files, and `${NAME:-default}` in values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from healthcheck.config.document import existing, is_file, shown
from healthcheck.config.tree import Entry
from healthcheck.errors import ConfigError

ENVIRONMENT = "environment"
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_REFERENCE = re.compile(rf"\$\{{({_NAME})(?::-([^}}]*))?\}}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A value and the place it was set in; `shadows` is the file whose other value it hides."""

    text: str
    origin: str
    shadows: str = ""


Variables = Mapping[str, Variable]


@dataclass(frozen=True, slots=True)
class Value:
    """An expanded value. `missing` names the variables it lacks; then `value` is None.

    `unset` are the variables for which a default stands in.
    """

    value: Any
    origin: str
    places: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


def gather(environment: Mapping[str, str], files: Sequence[Path], *, folder: Path) -> Variables:
    """Every variable with its place: of files the later wins, the environment over all.

    An empty variable counts as not set: a job that starts with an empty password has none. It hides
    an earlier value all the same, as it does from the backend, which then goes without.
    """
    found: dict[str, Variable] = {}
    for path in files:
        place = shown(path, folder)
        found |= {name: Variable(text or "", place) for name, text in _read(path, place).items()}
    found |= {name: _outer(text, found.get(name)) for name, text in environment.items()}
    return {name: each for name, each in found.items() if each.text}


def _outer(text: str, inner: Variable | None) -> Variable:
    """The environment's value over a file's."""
    hides = inner is not None and inner.text not in ("", text)
    return Variable(text, ENVIRONMENT, shadows=inner.origin if inner and hides else "")


def configured_files(
    entry: Entry | None, environment: Mapping[str, str], *, near: Sequence[Path]
) -> list[Path]:
    """The files of `env_file`, relative to where it stands; without it the first `.env` near."""
    if entry is None:
        return [each / ".env" for each in near if is_file(each / ".env")][:1]
    value = expand(entry, _set(environment))
    if value.missing:
        raise ConfigError(f"{entry.at}: {value.origin}")
    names = replace(entry, value=value.value).texts()
    return [existing(each, entry.source.folder, entry.at) for each in names]


def expand(entry: Entry, variables: Variables) -> Value:
    """A value with its references replaced, in every text of it, however deep."""
    if not isinstance(entry.value, (list, dict)):
        return _expanded(entry.value, variables, entry)
    parts: list[Value] = []
    whole = _within(entry.value, lambda text: _expanded(text, variables, entry), parts)
    return Value(
        value=whole,
        origin=", ".join(dict.fromkeys(part.origin for part in parts)) or entry.source.shown,
        places=tuple(dict.fromkeys(place for part in parts for place in part.places)),
        missing=tuple(dict.fromkeys(name for part in parts for name in part.missing)),
        unset=tuple(dict.fromkeys(name for part in parts for name in part.unset)),
    )


def references(entry: Entry) -> frozenset[str]:
    """The variables that a value refers to, in every text of it, however deep."""
    parts: list[Value] = []
    _within(entry.value, lambda piece: Value(piece, ""), parts)
    texts = [part.value for part in parts if isinstance(part.value, str)]
    return frozenset(found[1] for text in texts for found in _REFERENCE.finditer(text))


def _within(value: Any, expanded: Callable[[Any], Value], parts: list[Value]) -> Any:
    """A list or a table with what it holds expanded, each piece of which goes into `parts`."""
    if isinstance(value, list):
        return [_within(each, expanded, parts) for each in value]
    if isinstance(value, dict):
        return {name: _within(each, expanded, parts) for name, each in value.items()}
    parts.append(expanded(value))
    return parts[-1].value


def _expanded(value: Any, variables: Variables, entry: Entry) -> Value:
    references = list(_REFERENCE.finditer(value)) if isinstance(value, str) else []
    if isinstance(value, str) and "${" in _REFERENCE.sub(lambda found: found[2] or "", value):
        raise ConfigError(f"{entry.at}: a reference is ${{NAME}} or ${{NAME:-default}}")
    if not references:
        places = () if entry.source.profile else (entry.source.shown,)
        return Value(value, entry.source.shown, places)
    unset = tuple(found[1] for found in references if found[1] not in variables)
    missing = tuple(each[1] for each in references if each[1] in unset and each[2] is None)
    if missing:
        return Value(None, f"{', '.join(missing)} not set", missing=missing)
    present = [found[1] for found in references if found[1] in variables]
    origin = ", ".join(f"{name} ({variables[name].origin})" for name in present)
    return Value(
        value=_REFERENCE.sub(
            lambda found: variables[found[1]].text if found[1] in variables else found[2], value
        ),
        origin=origin or f"default of {entry.source.shown}; {', '.join(unset)} not set",
        places=tuple(variables[name].origin for name in present),
        unset=unset,
    )


def _set(environment: Mapping[str, str]) -> dict[str, Variable]:
    return {name: Variable(text, ENVIRONMENT) for name, text in environment.items() if text}


def is_name(text: str) -> bool:
    """Whether a variable can be called that."""
    return re.fullmatch(_NAME, text) is not None


def _read(path: Path, place: str) -> Mapping[str, str | None]:
    from dotenv import dotenv_values

    try:
        return dotenv_values(path, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise ConfigError(f"{place}: cannot be read: {said}") from error
