"""What stands in configuration files: tables and values, each with its file and its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthcheck.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Source:
    """A file, as messages name it; `profile` where it ships with healthcheck."""

    shown: str
    folder: Path
    profile: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it stands in a file; `key` with those of the tables it is in."""

    value: Any
    source: Source
    key: str = ""

    @property
    def at(self) -> str:
        """File and key: what a message about it begins with."""
        return place(self.source, self.key)

    def texts(self) -> list[str]:
        """The value, which must be a text or a list of texts."""
        items = [self.value] if isinstance(self.value, str) else self.value
        if not isinstance(items, list) or not all(isinstance(each, str) for each in items):
            raise ConfigError(f"{self.at}: expected a text or a list of texts")
        return items


class Table(dict[str, Any]):
    """Tables and entries by their names; of tables that are merged, the file is the one above."""

    def __init__(self, nodes: Mapping[str, Any], source: Source, key: str = "") -> None:
        super().__init__(nodes)
        self.source = source
        self.key = key

    @property
    def at(self) -> str:
        """File and key: what a message about it begins with."""
        return place(self.source, self.key)

    def table(self, name: str) -> "Table":
        """The table of a name, empty where there is none."""
        found = self.get(name, Table({}, self.source, joined(self.key, name)))
        if not isinstance(found, Table):
            raise ConfigError(f"{found.at}: expected a table")
        return found

    def entry(self, name: str) -> Entry | None:
        """The value of a name, None where there is none."""
        found = self.get(name)
        if isinstance(found, Table):
            raise ConfigError(f"{found.at}: expected a value, not a table")
        return found

    def whole(self, name: str) -> Entry | None:
        """What a name stands for, a table as a mapping; None where there is nothing."""
        found = self.get(name)
        if isinstance(found, Table):
            return Entry(found.plain(), found.source, found.key)
        return found

    def plain(self) -> dict[str, Any]:
        """Its values without their places."""
        return {
            name: each.plain() if isinstance(each, Table) else each.value
            for name, each in self.items()
        }


def tree(nodes: Mapping[str, Any], source: Source, key: str = "") -> Table:
    """What TOML has read, as tables and entries."""
    found = Table({}, source, key)
    for name, value in nodes.items():
        of = joined(key, name)
        found[name] = (
            tree(value, source, of) if isinstance(value, dict) else Entry(value, source, of)
        )
    return found


def merged(below: Table, above: Table) -> Table:
    """Tables are merged; any other value above replaces the one below."""
    found = Table(below, above.source, above.key)
    for name, value in above.items():
        both = isinstance(value, Table) and isinstance(found.get(name), Table)
        found[name] = merged(found[name], value) if both else value
    return found


def joined(key: str, name: str) -> str:
    """The key of a name in the table of a key."""
    return f"{key}.{name}" if key else name


def place(source: Source, key: str) -> str:
    """File and key, or the file alone for what stands in no table."""
    return f"{source.shown}: {key}" if key else source.shown
