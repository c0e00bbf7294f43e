"""Where the parts of a folder of migrations are, whichever of them the setting names."""

from dataclasses import dataclass
from pathlib import Path

from checks.postgres.migrations import ini
from checks.postgres.migrations.constants import Unreadable
from checks.postgres.migrations.ini import Settings

ABOVE = 3
"""How many folders up a file of settings is looked for that names the migrations."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`script` is the folder of env.py; `settings` are those of a file, where one names it."""

    script: Path
    versions: tuple[Path, ...]
    settings: Settings | None = None


def layout(path: Path) -> Layout:
    """Of alembic.ini or its folder, the folder of env.py, or that of the versions; Unreadable with
    a whole sentence where it is none of these."""
    if path.is_file():
        own = _named(path)
        if not own:
            raise Unreadable(f"{path} names no folder by `script_location`")
        return _by(own[0])
    if (path / "env.py").is_file():
        return _of(path)
    for file in filter(Path.is_file, (path / name for name in ini.NAMES)):
        if found := _named(file):
            return _by(found[0])
    if (path / "versions").is_dir():
        return _of(path)
    if path.name == "versions" or (path.parent / "env.py").is_file():
        return _of(path.parent, path)
    return Layout(path, (path,))


def _of(script: Path, versions: Path | None = None) -> Layout:
    """By the file of settings that names the folder, if there is one near it."""
    script = script.absolute()
    for folder in (script, *script.parents[:ABOVE]):
        for file in filter(Path.is_file, (folder / name for name in ini.NAMES)):
            for each in _near(file):
                if each.path(each.script).resolve() == script.resolve():
                    return _by(each)
    return Layout(script, (versions or script / "versions",))


def _by(settings: Settings) -> Layout:
    script = settings.path(settings.script)
    versions = tuple(map(settings.path, settings.versions)) or (script / "versions",)
    for each in (script, *versions):
        if not each.is_dir():
            raise Unreadable(f"{settings.file} names {each}, which is no folder")
    return Layout(script, versions, settings)


def _named(file: Path) -> tuple[Settings, ...]:
    try:
        return ini.settings(file)
    except Unreadable as error:
        raise Unreadable(f"{file} {error}") from error


def _near(file: Path) -> tuple[Settings, ...]:
    """A file in which nothing is to be found may be somebody else's."""
    try:
        return ini.settings(file)
    except Unreadable:
        return ()
