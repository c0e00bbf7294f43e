"""The env files of a configuration and of the command line: ours, and those of roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from healthcheck.config.document import existing, shown
from healthcheck.config.roles import Role, is_role, roles
from healthcheck.config.tree import Table
from healthcheck.config.variables import Variables, configured_files, gather
from healthcheck.errors import ConfigError

OPTION = "--env-file"


@dataclass(frozen=True, slots=True)
class Sources:
    """All variables, the env files among their places, and the roles."""

    variables: Variables
    files: tuple[str, ...]
    roles: tuple[Role, ...]


def gathered(
    tree: Table,
    options: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path,
    beside: Path,
) -> Sources:
    """What is read: files of the command line replace those of the configuration, the role's its
    own. `options` are what `--env-file` was given; `beside` is the configuration's folder."""
    ours, theirs = _named(options, folder)
    if not ours:
        ours = configured_files(tree.entry("env_file"), environment, near=(folder, beside))
    return Sources(
        variables=gather(environment, ours, folder=folder),
        files=tuple(shown(each, folder) for each in ours),
        roles=roles(tree.table("roles"), theirs, environment, folder=folder),
    )


def _named(options: Sequence[str], folder: Path) -> tuple[list[Path], Mapping[str, list[Path]]]:
    """`FILE` is ours, `ROLE=FILE` a role's; a file with such a name is written `./a=b`."""
    ours: list[Path] = []
    theirs: dict[str, list[Path]] = {}
    for option in options:
        role, equals, file = option.partition("=")
        if equals and is_role(role):
            theirs.setdefault(role, []).append(existing(file, folder, f"{OPTION} {role}"))
        else:
            ours.append(_our(option, folder))
    return ours, theirs


def _our(option: str, folder: Path) -> Path:
    try:
        return existing(option, folder, OPTION)
    except ConfigError as error:
        if "=" not in option:
            raise
        said = "a role is a word of small letters, as in worker=FILE"
        raise ConfigError(f"{error}; {said}") from None
