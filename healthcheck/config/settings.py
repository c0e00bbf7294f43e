"""A dependency's settings: their values, and what is wrong with them before anything is asked."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from healthcheck.check import Check
from healthcheck.codes import ENGINE
from healthcheck.config.variables import Value
from healthcheck.dependency import Setting
from healthcheck.model import Finding, Manner, Status
from healthcheck.secret import MASK, Scrubber, Secret
from healthcheck.target import Malformed, convert, required

_PLAIN = re.compile(r"[A-Za-z._-]*")


def read(key: str, value: Value | None, kind: Any, check: Check[Any, Any]) -> Any:
    """The setting's value, None to leave it to its default, or the problem with it."""
    needed = key in required(check.target)
    if value is None:
        return _missing(key, "it is not in the configuration", check) if needed else None
    if value.missing or value.value == "":
        said = f"{value.origin}, neither in the environment nor in an env file"
        return _missing(key, said, check) if needed else None
    try:
        return convert(value.value, kind)
    except Malformed as error:
        code, said = error.code, _discreet(str(error), value.value)
    except ValueError as error:
        code, said = None, _unquoted(str(error), value.value)
    place = f"{check.kind}.{code}" if code else "config.malformed-setting"
    return _problem(place, f"{key}, from {value.origin}: {said}", check)


def shown(key: str, value: Value, parsed: object) -> Setting:
    """A value as it may be shown: one that could not be read is not, it may hold a secret."""
    text = MASK if isinstance(parsed, Secret) else "" if parsed is None else str(parsed)
    return Setting(key=key, shown=text, origin=value.origin, unset=value.unset)


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


def _listed(names: Sequence[str], one: str = "is", many: str = "are") -> str:
    return f"{', '.join(names)} {one if len(names) == 1 else many}"


def _missing(key: str, said: str, check: Check[Any, Any]) -> Finding:
    return _problem("config.missing-setting", f"the setting {key} has no value: {said}", check)


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
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


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
