"""What a check is pointed at: the settings of a dependency, parsed once."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, dataclass_transform, get_args, get_origin, get_type_hints

from healthcheck.secret import Secret

HERE = Path()
"""The working directory."""


class Malformed(ValueError):  # noqa: N818 - it names what the value is
    """A value that no service could accept; `code` makes it a finding of the check's own."""

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Target:
    """Subclasses declare fields; they become frozen keyword-only dataclasses.

    A field's type is `str`, `int`, `float`, `bool`, `timedelta`, `Path` (a file or folder that is
    there, relative to the configuration's own folder), a tuple or an optional of these, or any
    class with `parse(text)`, which raises ValueError with a sentence for a bad value. A class with
    `read(value)` instead takes any value that TOML has, tables and lists included. A field without
    a default is a setting that must be given. `__post_init__` may raise Malformed, in words that
    quote no value, where settings contradict each other.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def peer(self) -> tuple[str, int] | None:
        """Host and port of the server, where it has one: `host` and `port`, or the URL's."""
        for source in (self, *(getattr(self, field.name) for field in fields(self))):  # type: ignore[arg-type]  # every subclass is a dataclass
            host, port = getattr(source, "host", None), getattr(source, "port", None)
            if isinstance(host, str) and isinstance(port, int):
                return host, port
        return None

    @property
    def within(self) -> Mapping[str, str]:
        """What of the server is meant, by the word that a sentence has for it: a database, a queue.
        Parts of a platform that are to meet there agree on it."""
        return {}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """Secrets by the word that a sentence has for them, each after the account it is of."""
        return {}

    @property
    def encrypts(self) -> bool:
        """Whether the settings ask for TLS from the first byte; a check that can overrides it."""
        return False

    @property
    def address(self) -> str:
        """Where the dependency is, as a report shows it: no secrets."""
        return join_address(*self.peer) if self.peer else ""


def join_address(host: str, port: int) -> str:
    """`host:port`, with the brackets that an IPv6 address needs."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def required(target: type[Target]) -> tuple[str, ...]:
    """The settings that have no default."""
    return tuple(
        field.name
        for field in fields(target)  # type: ignore[arg-type]  # every subclass is a dataclass
        if field.default is MISSING and field.default_factory is MISSING
    )


def default(target: type[Target], name: str) -> object:
    """What a setting is where nobody gives it; None where it must be given."""
    (found,) = (each for each in fields(target) if each.name == name)  # type: ignore[arg-type]  # every subclass is a dataclass
    return None if found.default is MISSING else found.default


def settings(target: type[Target]) -> Mapping[str, Any]:
    """The settings a target takes, with their types."""
    hints = get_type_hints(target)
    return {field.name: hints[field.name] for field in fields(target)}  # type: ignore[arg-type]  # every subclass is a dataclass


def convert(value: object, kind: Any, *, folder: Path = HERE) -> Any:
    """A configured value as a field's type; ValueError with a sentence where it does not fit.

    A relative path is one below `folder`.
    """
    kind = _without_none(kind)
    if is_structured(kind):
        return kind.read(value)
    if get_origin(kind) is tuple:
        items = value if isinstance(value, list) else [value]
        return tuple(convert(item, get_args(kind)[0], folder=folder) for item in items)
    if kind is bool:
        return _boolean(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Malformed(f"expected {_NAMES.get(kind, 'a text')}, not {type(value).__name__}")
    return _existing(str(value), folder) if is_path(kind) else _scalar(value, kind)


def is_structured(kind: Any) -> bool:
    """Whether a field of this type takes a whole table."""
    return hasattr(_without_none(kind), "read")


def is_path(kind: Any) -> bool:
    """Whether a field of this type names a file or a folder."""
    return _without_none(kind) is Path


def _without_none(kind: Any) -> Any:
    """The type that an optional one is about."""
    if get_origin(kind) in (Union, UnionType):
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def duration(text: str | int | float) -> float:
    """Seconds of `5s`, `500ms`, `2m`, `1.5` or 1.5; ValueError for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|)", str(text).strip())
    if not match or float(match[1]) == 0:
        raise Malformed('expected a duration such as "5s", "500ms" or "2m"')
    return float(match[1]) * {"ms": 0.001, "s": 1, "": 1, "m": 60, "h": 3600}[match[2]]


def _existing(text: str, folder: Path) -> Path:
    try:
        path = folder / Path(text).expanduser()
        path.stat()
    except (OSError, ValueError, RuntimeError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise Malformed(f"that file or folder cannot be used: {said}") from None
    return path


_NAMES = {int: "a whole number", float: "a number", timedelta: "a duration"}


def _scalar(value: str | int | float, kind: Any) -> Any:
    if kind is str:
        return str(value)
    if kind not in _NAMES:
        return kind.parse(str(value))
    try:
        if kind is timedelta:
            return timedelta(seconds=duration(value))
        return kind(value if kind is float else str(value))
    except Malformed:
        raise
    except (ValueError, OverflowError):
        raise Malformed(f"expected {_NAMES[kind]}") from None


def _boolean(value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}
    if isinstance(value, bool) or str(value).lower() not in words:
        if isinstance(value, bool):
            return value
        raise Malformed("expected true or false")
    return words[str(value).lower()]
