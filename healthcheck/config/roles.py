"""Roles: parts of the platform, such as its worker, whose env files are held against our settings.

A role's files change nothing of what is asked. What they set, and only that, is read a second time,
and where it leads elsewhere than ours does, that is a suspicion: users, passwords and limits are
each part's own. What a role's files leave out it may have from anywhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from healthcheck.config.document import shown
from healthcheck.config.tree import Entry, Table
from healthcheck.config.variables import Variables, configured_files, gather, references
from healthcheck.errors import ConfigError

_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Role:
    """A part of the platform, and what its env files say; `files` as messages name them."""

    name: str
    files: tuple[str, ...]
    variables: Variables

    def tells(self, entry: Entry) -> tuple[str, ...]:
        """The role's files that a value of the configuration has something from."""
        names = references(entry) & self.variables.keys()
        places = {self.variables[name].origin for name in names}
        return tuple(each for each in self.files if each in places)

    @property
    def places(self) -> tuple[str, ...]:
        """Its files as a report names them among those that settings came from."""
        return tuple(self.place(each) for each in self.files)

    def place(self, file: str) -> str:
        """A file, with the role in front."""
        return f"{self.name}={file}"


def is_role(text: str) -> bool:
    """Whether a role can be called that."""
    return _NAME.fullmatch(text) is not None


def roles(
    table: Table,
    given: Mapping[str, Sequence[Path]],
    environment: Mapping[str, str],
    *,
    folder: Path,
) -> tuple[Role, ...]:
    """Those of the configuration's table and those given, which replace their namesakes there."""
    files: dict[str, Sequence[Path]] = {}
    for name in table:
        entry = table.entry(name)
        if not is_role(name):
            raise ConfigError(f"{table.at}: {name!a} is no role: a word of small letters")
        files[name] = given.get(name) or configured_files(entry, environment, near=())
    return tuple(
        Role(
            name,
            tuple(dict.fromkeys(shown(each, folder) for each in paths)),
            gather({}, paths, folder=folder),
        )
        for name, paths in {**files, **given}.items()
    )
