"""What is plugged in, by entry points; a module apart, for `--help` needs no more than this."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from healthcheck.errors import Unloadable

CHECKS = "healthcheck.checks"
RULES = "healthcheck.rules"
COMMANDS = "healthcheck.commands"


@cache
def named(group: str) -> Mapping[str, EntryPoint]:
    """The entry points of a group by name; of two with one name, the later found is ignored."""
    found: dict[str, EntryPoint] = {}
    for each in entry_points(group=group):
        found.setdefault(each.name, each)
    return found


def load(entry: EntryPoint) -> Any:
    """What an entry point names; Unloadable where it cannot be imported."""
    try:
        with _own_packages_first():
            return entry.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise Unloadable(f"entry point {entry.name!r} ({entry.value}): {error}") from error


def loads(entry: EntryPoint) -> bool:
    """Whether what an entry point names can be imported."""
    try:
        load(entry)
    except Unloadable:
        return False
    return True


@contextmanager
def _own_packages_first() -> Iterator[None]:
    """Keeps a folder `checks` in somebody's working directory from shadowing ours."""
    home = str(Path(__file__).parent.parent)
    sys.path.insert(0, home)
    try:
        yield
    finally:
        sys.path.remove(home)
