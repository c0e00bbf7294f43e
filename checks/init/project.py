"""What of a project's files says something of its dependencies. Only names are read, no more than a
few folders deep, and no value of an env file leaves this module but those that are no secrets."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DEEP = 3
"""Folders below the one it is started in."""

SKIPPED = frozenset(
    {"node_modules", "venv", "site-packages", "__pycache__", "dist", "build", "target", "vendor"}
)
COMPOSE = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")
ENV_NAMES = (".env", ".env.local", ".env.development")
"""Those that are read; an example has no values that count."""


@dataclass(frozen=True, slots=True)
class EnvFile:
    """An env file, and the variables that it sets to something."""

    path: Path
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Project:
    """The files that were found, nearest first."""

    folder: Path
    env_files: Sequence[EnvFile]
    compose: Sequence[Path]
    alembic: Sequence[Path]
    """Folders of alembic's: with an env.py and its versions."""

    def shown(self, path: Path) -> str:
        """As the configuration names it: from its own folder, with slashes."""
        return path.relative_to(self.folder).as_posix()


def read(folder: Path) -> Project:
    """Looks; what cannot be read is as good as not there."""
    folders = list(_folders(folder, DEEP))
    files = [each / name for each in folders for name in ENV_NAMES if (each / name).is_file()]
    return Project(
        folder=folder,
        env_files=[EnvFile(each, _names(each)) for each in files],
        compose=[each / name for each in folders for name in COMPOSE if (each / name).is_file()],
        alembic=[
            each for each in folders if (each / "env.py").is_file() and (each / "versions").is_dir()
        ],
    )


def _folders(folder: Path, deep: int) -> Iterator[Path]:
    """The folder and those below it, level by level."""
    level = [folder]
    for _ in range(deep + 1):
        yield from level
        level = [below for each in level for below in _below(each)]


def _below(folder: Path) -> list[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    return [
        Path(each.path)
        for each in entries
        if each.is_dir(follow_symlinks=False)
        and not each.name.startswith(".")
        and each.name not in SKIPPED
    ]


def _names(path: Path) -> frozenset[str]:
    from dotenv import dotenv_values

    try:
        return frozenset(
            name for name, text in dotenv_values(path, encoding="utf-8-sig").items() if text
        )
    except (OSError, UnicodeDecodeError):
        return frozenset()
