"""A snapshot's file, read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.postgres.schema.model import (
    DATABASE,
    MODEL,
    Column,
    Condition,
    ForeignKey,
    Schema,
    Table,
    Unique,
)
from checks.postgres.schema.recording import Unusable
from checks.postgres.schema.writing import FORMAT

AGAIN = "record it again with `healthcheck snapshot`"


def load(path: Path) -> Schema:
    """The schema of a file; Unusable with a sentence where there is none in it."""
    try:
        text = path.read_text("utf-8-sig")  # a shell's redirection may have put a mark before it
    except UnicodeDecodeError:
        text = _utf16(path)
    except OSError as error:
        raise Unusable(f"{path.name} cannot be read: {error.strerror}") from error
    return parse(text, path.name)


def parse(text: str, name: str = "the snapshot") -> Schema:
    """The schema of a file's text."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable(f"{name} is no JSON: {AGAIN}") from None
    kind = tree.get("format") if isinstance(tree, dict) else None
    if kind != FORMAT:
        of = "another version's" if str(kind).startswith("healthcheck/schema@") else "no"
        raise Unusable(f"{name} is {of} snapshot of a schema: {AGAIN}")
    try:
        return _schema(tree)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(f"{name} is not as it was recorded ({_cause(error)}): {AGAIN}") from None


def _cause(error: Exception) -> str:
    word = "lacks" if isinstance(error, KeyError) else "has what does not belong there:"
    return f"it {word} {str(error)[:80]!a}"


def _utf16(path: Path) -> str:
    """What PowerShell's redirection writes."""
    try:
        return path.read_text("utf-16")
    except UnicodeError:
        raise Unusable(f"{path.name} is no text: {AGAIN}") from None


def _schema(tree: Mapping[str, Any]) -> Schema:
    if tree["source"] not in (DATABASE, MODEL):
        raise ValueError(tree["source"])
    return Schema(
        tables={str(name): _read_table(each) for name, each in tree["tables"].items()},
        enums={str(name): _texts(each) for name, each in tree["enums"].items()},
        needed=_texts(tree["extensions"]),
        source=tree["source"],
    )


def _read_table(tree: Mapping[str, Any]) -> Table:
    return Table(
        columns={str(name): Column(**_kept(each)) for name, each in tree["columns"].items()},
        primary=_texts(tree.get("primary", [])),
        unique=tuple(Unique(**_kept(each)) for each in tree.get("unique", [])),
        foreign=tuple(ForeignKey(**_kept(each)) for each in tree.get("foreign", [])),
        checks=tuple(Condition(**_kept(each)) for each in tree.get("checks", [])),
    )


def _kept(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a noun: texts, booleans, and lists of texts."""
    for value in tree.values():
        if not isinstance(value, str | bool | list):
            raise TypeError(str(value))
    return {key: _texts(each) if isinstance(each, list) else each for key, each in tree.items()}


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise TypeError(str(values))
    return tuple(values)
