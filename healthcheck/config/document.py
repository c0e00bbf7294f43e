"""Configuration files: which one counts, what it extends, and where each value stands."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from healthcheck.errors import ConfigError

DEFAULT_PROFILE = "training-platform"
NAME = "healthcheck.toml"

LISTED = 12
"""Known names in an error; of more, these are enough to see what they look like."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it stands in a file."""

    value: Any
    source: "Source"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, as messages name it; `profile` where it ships with healthcheck."""

    shown: str
    folder: Path
    profile: bool = False


Tree = Mapping[str, Any]
"""Tables as mappings, everything else as an Entry."""


def find(named: str | None, environment: Mapping[str, str], folder: Path) -> Path | None:
    """The file that counts: named, in HEALTHCHECK_CONFIG, the nearest; None: the profile."""
    for origin, value in (
        ("--config", named),
        ("HEALTHCHECK_CONFIG", environment.get("HEALTHCHECK_CONFIG")),
    ):
        if value:
            path = folder / Path(value).expanduser()
            if not path.is_file():
                raise ConfigError(f"{origin}: there is no file {value}")
            return path
    above = [folder, *folder.parents]
    nearest = next((each / NAME for each in above if (each / NAME).is_file()), None)
    if nearest:
        return nearest
    project = next((p for each in above if (p := each / "pyproject.toml").is_file()), None)
    return project if project and "healthcheck" in _tools(_parse(project)) else None


def read(path: Path | None, *, folder: Path) -> Tree:
    """The file with all that it extends, or the shipped profile."""
    if path is None:
        return _profile(DEFAULT_PROFILE)
    return _extended(path, folder=folder, above=())


def shown(path: Path, folder: Path) -> str:
    """A path as short as it can be said from a folder."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(path)


def unknown(what: str, name: str, known: Iterable[str], where: str) -> ConfigError:
    """A name that does not exist, with the one that was probably meant."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(known[:LISTED]) + (", ..." if len(known) > LISTED else "")
    hint = f'; did you mean "{near[0]}"?' if near else f"; known: {listed or 'none'}"
    return ConfigError(f'{where}: unknown {what} "{name}"{hint}')


def _extended(path: Path, *, folder: Path, above: tuple[Path, ...]) -> Tree:
    if path.resolve() in above:
        raise ConfigError(
            f"{shown(path, folder)}: extends: a cycle of files that extend each other"
        )
    source = Source(shown(path, folder), path.parent)
    tree = _parse(path)
    if path.name == "pyproject.toml":
        tree = _tools(tree).get("healthcheck", {})
        if not isinstance(tree, dict):
            raise ConfigError(f"{source.shown}: tool.healthcheck: expected a table")
    if not tree:
        raise ConfigError(f"{source.shown}: the file configures nothing")
    base = tree.pop("extends", None)
    own = _entries(tree, source)
    if base is None:
        return own
    if not isinstance(base, str):
        raise ConfigError(f"{source.shown}: extends: expected the name of a profile or a file")
    if base.endswith(".toml"):
        below = path.parent / base
        if not below.is_file():
            raise ConfigError(f"{source.shown}: extends: there is no file {base}")
        return _merged(_extended(below, folder=folder, above=(*above, path.resolve())), own)
    if base not in profiles():
        raise unknown("profile", base, profiles(), f"{source.shown}: extends")
    return _merged(_profile(base), own)


def profiles() -> tuple[str, ...]:
    """The names of the shipped profiles."""
    files = resources.files("healthcheck.profiles").iterdir()
    return tuple(sorted(each.name[:-5] for each in files if each.name.endswith(".toml")))


def _profile(name: str) -> Tree:
    text = (resources.files("healthcheck.profiles") / f"{name}.toml").read_text("utf-8")
    source = Source(f"profile {name}", Path(), profile=True)
    return _entries(tomllib.loads(text), source)


def _tools(project: Mapping[str, Any]) -> Mapping[str, Any]:
    tools = project.get("tool")
    return tools if isinstance(tools, dict) else {}


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # TOML's own, not UTF-8, or a number of 5000 digits
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _entries(tree: Mapping[str, Any], source: Source) -> Tree:
    return {
        key: _entries(value, source) if isinstance(value, dict) else Entry(value, source)
        for key, value in tree.items()
    }


def _merged(below: Tree, above: Tree) -> Tree:
    """Tables are merged; any other value above replaces the one below."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
