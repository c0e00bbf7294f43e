"""A role's settings held against ours: where they lead elsewhere, and where they cannot be read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from healthcheck.config import settings
from healthcheck.config.dependencies import Built
from healthcheck.config.roles import Role
from healthcheck.config.settings import Missing
from healthcheck.config.suspecting import Pair, malformed, suspected
from healthcheck.config.variables import Value, Variables, expand
from healthcheck.dependency import Dependency, Setting
from healthcheck.errors import ConfigError
from healthcheck.model import Finding
from healthcheck.target import is_path, is_structured
from healthcheck.target import settings as settings_of


def check(roles: Iterable[Role], built: Iterable[Built]) -> None:
    """ConfigError for a role whose files say nothing that could be held against anything."""
    entries = [entry for each in built for entry in each.entries.values()]
    for role in roles:
        if not any(role.tells(entry) for entry in entries):
            raise ConfigError(
                f"the role {role.name}: {', '.join(role.files) or 'no file'} sets none of the "
                "variables that the configuration refers to, so that nothing can be compared"
            )


def held(built: Built, role: Role, variables: Variables) -> Built:
    """A dependency with what a role's files say of it, and what is suspicious about that."""
    told = {
        key: role.tells(entry)
        for key, entry in built.entries.items()
        if _is_comparable(key, built.dependency)
    }
    overlaid = {**variables, **role.variables}
    said = {key: expand(built.entries[key], overlaid) for key, files in told.items() if files}
    places = [role.place(file) for files in told.values() for file in files]
    return replace(
        built,
        dependency=_compared(built.dependency, role, said),
        places=(*built.places, *places),
    )


def _is_comparable(key: str, dependency: Dependency) -> bool:
    """Not files and folders, which are where the role runs; nor tables, which are of our making."""
    kind = settings_of(dependency.check.target)[key]
    return not (is_path(kind) or is_structured(kind))


def _compared(dependency: Dependency, role: Role, said: Mapping[str, Value]) -> Dependency:
    """The dependency after what a role says of its settings has been held against them."""
    check, kinds = dependency.check, settings_of(dependency.check.target)
    read = {key: settings.read(key, value, kinds[key], check) for key, value in said.items()}
    good = {key: each for key, each in read.items() if _is_value(each)}
    theirs = {key: settings.shown(key, said[key], each, check) for key, each in good.items()}
    ours = {each.key: each for each in dependency.settings}
    pairs = {key: Pair(role.name, each, ours[key]) for key, each in theirs.items()}
    suspicions = (
        *(malformed(role.name, each) for each in read.values() if isinstance(each, Finding)),
        *(suspected(dependency.target, good, pairs) if dependency.target else ()),
    )
    return replace(
        dependency,
        settings=tuple(_beside(each, role, theirs.get(each.key)) for each in dependency.settings),
        problems=(*dependency.problems, *suspicions),
    )


def _is_value(read: object) -> bool:
    """Whether a setting was given, and could be read."""
    return read is not None and not isinstance(read, (Missing, Finding))


def _beside(ours: Setting, role: Role, theirs: Setting | None) -> Setting:
    """A setting with the role's, where that is shown differently."""
    if theirs is None or theirs.shown == ours.shown:
        return ours
    return replace(ours, roles={**ours.roles, role.name: theirs})
