"""Configuration files: which one counts, and what it extends."""

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from healthcheck.config.tree import Source, Table, merged, place, tree
from healthcheck.errors import ConfigError

DEFAULT_PROFILE = "training-platform"
NAME = "healthcheck.toml"
PROJECT, OURS = "pyproject.toml", "healthcheck"
"""A project's file, and our table among its tools."""

LISTED = 12
"""Known names in an error; of more, these are enough to see what they look like."""


def find(named: str | None, environment: Mapping[str, str], folder: Path) -> Path | None:
    """The file that counts: named, in HEALTHCHECK_CONFIG, the nearest; None: the profile."""
    if named is not None:
        return existing(named, folder, "--config")
    if environment.get("HEALTHCHECK_CONFIG"):
        return existing(environment["HEALTHCHECK_CONFIG"], folder, "HEALTHCHECK_CONFIG")
    above = [folder, *folder.parents]
    nearest = next((each / NAME for each in above if is_file(each / NAME)), None)
    if nearest:
        return nearest
    project = next((p for each in above if is_file(p := each / PROJECT)), None)
    ours = project and OURS in _tools(_parse(project, shown(project, folder)))
    return project if ours else None


def existing(name: str, folder: Path, where: str) -> Path:
    """The file of a name, relative to a folder; ConfigError where it is none."""
    try:
        path = folder / Path(name).expanduser()
    except RuntimeError:  # the home of a user who does not exist
        path = folder / name
    if name and is_file(path):
        return path
    said = name if name and name.isprintable() else json.dumps(name)
    raise ConfigError(f"{where}: there is no file {said}")


def is_file(path: Path) -> bool:
    """Whether a file is there; what cannot be looked at is none."""
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def read(path: Path | None, *, folder: Path) -> Table:
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
    lowered = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), lowered, n=1)
    listed = ", ".join(known[:LISTED]) + (", ..." if len(known) > LISTED else "")
    hint = f'; did you mean "{lowered[near[0]]}"?' if near else f"; known: {listed or 'none'}"
    return ConfigError(f"{where}: unknown {what} {json.dumps(name, ensure_ascii=False)}{hint}")


def check_keys(table: Table, known: Iterable[str]) -> None:
    """ConfigError where a table has a key that does not exist."""
    for name, node in table.items():
        if name not in known:
            raise unknown("key", name, known, place(node.source, table.key))


def _extended(path: Path, *, folder: Path, above: tuple[Path, ...]) -> Table:
    source = Source(shown(path, folder), path.parent)
    own = _own(path, source)
    base = own.pop("extends", None)
    if base is None:
        return own
    if path.resolve() in above:
        raise ConfigError(f"{base.at}: a cycle of files that extend each other")
    if isinstance(base, Table) or not isinstance(base.value, str):
        raise ConfigError(f"{base.at}: expected the name of a profile or a file")
    if base.value.endswith(".toml"):
        below = existing(base.value, path.parent, base.at)
        return merged(_extended(below, folder=folder, above=(*above, path.resolve())), own)
    if base.value not in profiles():
        raise unknown("profile", base.value, profiles(), base.at)
    return merged(_profile(base.value), own)


def _own(path: Path, source: Source) -> Table:
    """What stands in the file itself."""
    nodes, key = _parse(path, source.shown), ""
    if path.name == PROJECT:
        nodes, key = _tools(nodes).get(OURS, {}), f"tool.{OURS}"
        if not isinstance(nodes, dict):
            raise ConfigError(f"{source.shown}: {key}: expected a table")
    if not nodes:
        raise ConfigError(f"{source.shown}: the file configures nothing")
    return tree(nodes, source, key)


def profiles() -> tuple[str, ...]:
    """The names of the shipped profiles."""
    files = resources.files("healthcheck.profiles").iterdir()
    return tuple(sorted(each.name[:-5] for each in files if each.name.endswith(".toml")))


def _profile(name: str) -> Table:
    text = (resources.files("healthcheck.profiles") / f"{name}.toml").read_text("utf-8")
    source = Source(f"profile {name}", Path(), profile=True)
    return tree(tomllib.loads(text), source)


def _tools(project: Mapping[str, Any]) -> Mapping[str, Any]:
    tools = project.get("tool")
    return tools if isinstance(tools, dict) else {}


def _parse(path: Path, said: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{said}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # TOML's own, not UTF-8, or a number of 5000 digits
        raise ConfigError(f"{said}: not valid TOML: {error}") from error
