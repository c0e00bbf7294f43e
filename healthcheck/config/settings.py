"""A dependency's settings: their values, and what is wrong with them before anything is asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthcheck.check import Check
from healthcheck.codes import ENGINE
from healthcheck.config.variables import Value
from healthcheck.dependency import Setting
from healthcheck.model import Finding, Manner, Status
from healthcheck.secret import MASK, Scrubber, Secret
from healthcheck.target import HERE, Malformed, convert, default, is_structured, required

_PLAIN = re.compile(r"[A-Za-z._-]*")


@dataclass(frozen=True, slots=True)
class Missing:
    """A needed setting without a value; `variables` are those that it refers to."""

    key: str
    variables: tuple[str, ...] = ()


def read(
    key: str, value: Value | None, kind: Any, check: Check[Any, Any], *, folder: Path = HERE
) -> Any:
    """The setting's value, None to leave it to its default, Missing, or a Finding's problem."""
    if value is None or value.missing or value.value == "":
        names = value.missing or value.unset if value else ()
        # of a table that was written, nothing can be left out silently
        needed = key in required(check.target) or (value and value.missing and is_structured(kind))
        return Missing(key, names) if needed else None
    try:
        return convert(value.value, kind, folder=folder)
    except Malformed as error:
        code, said = error.code, _discreet(str(error), value.value)
    except ValueError as error:
        code, said = None, _unquoted(str(error), value.value)
    place = f"{check.kind}.{code}" if code else "config.malformed-setting"
    return _problem(place, f"{key}, from {value.origin}: {said}", check)


def shown(key: str, value: Value, read: object, check: Check[Any, Any]) -> Setting:
    """A value as it may be shown: one that could not be read is not, it may hold a secret."""
    origin = value.origin
    if read is None:
        read = default(check.target, key)
        origin = f"default of the check {check.kind}; {origin}" if read else origin
    text = "" if isinstance(read, (Missing, Finding)) else _display(read)
    return Setting(key=key, shown=text, origin=origin, unset=value.unset)


def missing(found: Iterable[Missing], check: Check[Any, Any]) -> tuple[Finding, ...]:
    """What is mended together is one problem: variables to set, or settings to write."""
    found = tuple(found)
    groups = ([each for each in found if each.variables], [e for e in found if not e.variables])
    return tuple(
        _problem("config.missing-setting", _lacking(group), check) for group in groups if group
    )


def _lacking(found: Sequence[Missing]) -> str:
    keys = [each.key for each in found]
    names = tuple(dict.fromkeys(name for each in found for name in each.variables))
    noun = f"the setting {keys[0]} has" if len(keys) == 1 else f"the settings {_and(keys)} have"
    if not names:
        return f"{noun} no value in the configuration"
    return f"{noun} no value: {_and(names)} not set, neither in the environment nor in an env file"


def unset(
    word: str, values: Iterable[Value], check: Check[Any, Any], env_files: Sequence[str]
) -> tuple[Finding, ...]:
    """The problem where a default stands in though the backend's own settings were seen: what it
    does without the variable is what the code of this word says."""
    names = tuple(dict.fromkeys(name for value in values for name in value.unset))
    code = check.code(word)
    if not names or code is None:
        return ()
    said = f"{_listed(names)} not set, though {_listed(env_files, 'was', 'were')} read"
    return (_problem(f"{check.kind}.{word}", f"{said}. {code.cause.rstrip('.')}", check),)


def contradictory(error: Malformed, check: Check[Any, Any]) -> Finding:
    """The problem of settings that are well by themselves, and not together; in the check's words,
    which quote no value."""
    code = f"{check.kind}.{error.code}" if error.code else "config.malformed-setting"
    return _problem(code, str(error), check)


def _listed(names: Sequence[str], one: str = "is", many: str = "are") -> str:
    return f"{', '.join(names)} {one if len(names) == 1 else many}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _display(value: object) -> str:
    if isinstance(value, Secret):
        return MASK if value else ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _discreet(text: str, value: object) -> str:
    """A check's sentence without what it quotes of the value, but for plain words: a secret may
    have been pasted into the wrong setting, and nobody can tell it from a misspelled name."""
    words = re.split(r"[\s(),]+|:(?!//)", _text(value))
    return Scrubber.of(each for each in words if not _PLAIN.fullmatch(each)).outside(text)


def _unquoted(text: str, value: object) -> str:
    """A library's sentence, such as urlsplit's, without any piece of the value: it may be one of a
    password. Pieces too short to be searched for are known by the quotes around them."""
    pieces = re.split(r"[/:@?#&=,;\s]+", _text(value))
    hidden = Scrubber.of([_text(value), *pieces]).outside(text)
    return re.sub(r"""(['"]).*\1""", rf"\1{MASK}\1", hidden)


def _text(value: object) -> str:
    """All texts of a value, however deep, in one."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return " ".join(map(_text, value)) if isinstance(value, list) else str(value)


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
