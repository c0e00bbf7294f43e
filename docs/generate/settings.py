"""A check's settings in words, and what the shipped profile gives for them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import timedelta
from functools import cache
from importlib import resources
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from docs.generate.markdown import code
from healthcheck import Check, Secret, Target
from healthcheck.target import settings

PROFILE = "training-platform"

_WORDS: Mapping[Any, str] = {
    str: "Text",
    int: "A whole number",
    float: "A number",
    bool: "`true` or `false`",
    timedelta: "A duration, such as `5s`",
    Path: "A file or folder that is there, relative to the configuration's own",
    Secret: "Text that is never shown",
}


def described(target: type[Target]) -> Iterator[tuple[str, str, str]]:
    """Each setting's name, what it is, and its default."""
    kinds = settings(target)
    for field in fields(target):  # type: ignore[arg-type]  # every subclass is a dataclass
        made = field.default_factory() if field.default_factory is not MISSING else field.default
        shown = "required" if made is MISSING else default(made)
        yield code(field.name), in_words(kinds[field.name]), shown


def remark(target: type[Target]) -> str:
    """What the target's docstring says of its settings together."""
    said = cleandoc(target.__doc__ or "")
    return "" if said.startswith(f"{target.__name__}(") else said  # that one, dataclass wrote


def in_words(kind: Any) -> str:
    """What a setting of this type is; a class that reads its own text says it in its docstring."""
    inner = [each for each in get_args(kind) if each not in (NoneType, Ellipsis)]
    if get_origin(kind) in (Union, UnionType):
        return in_words(inner[0])
    if get_origin(kind) is tuple:
        each = in_words(inner[0])
        return f"A list, or one alone: {each[0].lower()}{each[1:]}"
    return _WORDS.get(kind) or " ".join(kind.__doc__.split("\n\n")[0].split()).rstrip(".")


def default(value: object) -> str:
    """What counts where nothing is set."""
    if not value and not isinstance(value, bool | int | float):
        return "none"
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, timedelta):
        return code(f"{value.total_seconds():g}s")
    if isinstance(value, tuple):
        return ", ".join(map(default, value))
    return code(str(value))


def profiled(check: Check) -> Iterator[tuple[str, str, str]]:
    """Each dependency of the profile that is of this check, with its keys and their values."""
    for name, table in _dependencies().items():
        if table["check"] == check.kind:
            keys = (key for key in table if key != "check")
            yield from ((code(name), code(key), code(_toml(table[key]))) for key in keys)


@cache
def _dependencies() -> Mapping[str, Mapping[str, object]]:
    file = resources.files("healthcheck.profiles") / f"{PROFILE}.toml"
    found: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8"))
    return found["dependencies"]  # type: ignore[no-any-return]  # a profile's own table


def _toml(value: object) -> str:
    """A value as the profile spells it, a text without its quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(_toml, value)) if isinstance(value, list) else str(value)
