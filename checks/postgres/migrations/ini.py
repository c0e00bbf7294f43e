"""What alembic.ini or pyproject.toml say of where the migrations are."""

import os
import re
import tomllib
from collections.abc import Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.postgres.migrations.constants import Unreadable

NAMES = ("alembic.ini", "pyproject.toml")
"""The files that alembic looks for, in its order."""
SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_OLDEST_SEPARATOR = re.compile(r", *| +")


@dataclass(frozen=True, slots=True)
class Settings:
    """One section that names a folder of migrations; `versions` are those of its files, else it is
    the folder `versions` in it. Paths are as they stand there, and are meant from `file`'s."""

    file: Path
    script: str
    versions: tuple[str, ...] = ()
    recursive: bool = False
    sourceless: bool = False
    section: str = "alembic"

    @property
    def command(self) -> str:
        """How alembic is called for it, in the file's folder."""
        named = "" if self.file.name in NAMES else f" -c {self.file.name}"
        return f"alembic{named}" + ("" if self.section == "alembic" else f" -n {self.section}")

    def path(self, text: str) -> Path:
        """`package:folder` is looked for beside the file and in `src`: nothing is imported."""
        if os.path.isabs(text) or ":" not in text:
            return self.file.parent / text
        package, *folders = text.split(":")
        parts = (*package.split("."), *folders)
        places = [self.file.parent.joinpath(*above, *parts) for above in ((), ("src",))]
        return next((each for each in places if each.exists()), places[0])


def settings(file: Path) -> tuple[Settings, ...]:
    """One for each section with a `script_location`, alembic's own first; Unreadable where that
    cannot be told."""
    try:
        text = file.read_text("utf-8-sig")
        read = _toml if file.suffix == ".toml" else _ini
        return read(file, text)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from error
    except (Error, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable("cannot be parsed") from error
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable("refers to what does not stand in it") from error


def _ini(file: Path, text: str) -> tuple[Settings, ...]:
    parser = ConfigParser({"here": _here(file).replace("%", "%%")})
    parser.read_string(text)
    named = [each for each in parser.sections() if parser.has_option(each, "script_location")]
    found = []
    for name in sorted(named, key=lambda each: each != "alembic"):
        section = parser[name]
        found.append(
            Settings(
                file,
                section["script_location"],
                _split(section),
                recursive=section.get("recursive_version_locations") == "true",
                sourceless=section.get("sourceless") == "true",
                section=name,
            )
        )
    return tuple(found)


def _split(section: Mapping[str, str]) -> tuple[str, ...]:
    given = section.get("version_locations")
    if not given:
        return ()
    word = section.get("path_separator", section.get("version_path_separator"))
    parts = _OLDEST_SEPARATOR.split(given) if word is None else given.split(SEPARATORS[word])
    return tuple(each.strip() for each in parts if each.strip())


def _toml(file: Path, text: str) -> tuple[Settings, ...]:
    section: Mapping[str, Any] = tomllib.loads(text).get("tool", {}).get("alembic", {})
    if "script_location" not in section:
        return ()
    here = {"here": _here(file)}
    return (
        Settings(
            file,
            section["script_location"] % here,
            tuple(each % here for each in section.get("version_locations", ())),
            recursive=section.get("recursive_version_locations") is True,
            sourceless=section.get("sourceless") is True,
        ),
    )


def _here(file: Path) -> str:
    return file.absolute().parent.as_posix()
