"""The configuration, as text: what was found, where, and what was not."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.init.compose import Service
from checks.init.platform import Known, dependencies
from checks.init.project import EnvFile, Project

WIDTH = 100

UNNEEDED = ("clearml",)
"""Without its variables the platform trains untracked; its hosts have defaults in the check."""

HEAD = """\
# Written by `healthcheck init`. The profile knows the training platform: its variables, ports and
# stages; here stands what this project adds. Nothing in this file is a secret.
extends = "training-platform"
"""

STANDING = {
    "postgres": "postgresql://localhost:{port}/{database}",
    "redis": "redis://localhost:{port}/0",
}
"""How a place without a secret is written, where a compose file publishes it."""
PLAIN = {"temporal": "localhost:{port}", "minio": "http://localhost:{port}"}
PLAIN |= {"clearml": "http://localhost:{port}"}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a project. `main` is the env file that counts, `roles` others by the part
    of the platform that they are for."""

    project: Project
    main: EnvFile | None
    roles: Mapping[str, EnvFile]
    services: Mapping[str, Service]
    """By the profile's names of dependencies."""
    environment: frozenset[str]
    """The variables that are set where it was started."""

    def source(self, variable: str) -> str:
        """Where a variable is set; empty where it is not."""
        if variable in self.environment:
            return "the environment"
        if self.main and variable in self.main.names:
            return self.project.shown(self.main.path)
        return ""


def written(found: Found) -> str:
    """The whole file."""
    parts = [HEAD + "".join(f"{line}\n" for line in _env_files(found))]
    parts += ["".join(f"{line}\n" for line in lines) for lines in _tables(found)]
    parts.append("".join(f"{line}\n" for line in _untold(found)))
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """As TOML has it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def untold(found: Found) -> list[str]:
    """The variables without a default that nobody sets, and that a job cannot do without."""
    return [
        name
        for each in dependencies().values()
        if not each.optional and each.name not in UNNEEDED
        for name, default in each.variables.items()
        if default is None and not found.source(name)
    ]


def _env_files(found: Found) -> Iterator[str]:
    if found.main:
        path = found.project.shown(found.main.path)
        yield f"env_file = {_quoted(path)}   # the environment wins over it"
    if found.roles:
        yield ""
        yield "[roles]                # held against the settings above: what differs is warned of"
        for name, file in found.roles.items():
            yield f"{name} = {_quoted(found.project.shown(file.path))}"


def _tables(found: Found) -> Iterator[Sequence[str]]:
    for known in dependencies().values():
        service = found.services.get(known.name)
        told = [line for text in _told(known, found, service) for line in _comment(text)]
        yield [*told, *_settings(known, found, service)]


def _comment(text: str) -> list[str]:
    """In as many lines as it takes."""
    return textwrap.wrap(
        text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False
    )


def _told(known: Known, found: Found, service: Service | None) -> Iterator[str]:
    """A comment: where the variables of a dependency are set."""
    sources: dict[str, list[str]] = {}
    for name in known.variables:
        if source := found.source(name):
            sources.setdefault(source, []).append(name)
    for source, names in sources.items():
        yield f"{known.name}: {', '.join(names)} from {source}"
    if service:
        where = f"at port {service.port}" if service.port else "inside its network only"
        file = found.project.shown(service.file)
        yield f"{known.name}: {file} starts it as {service.name}, {where}"
    if not sources and not service:
        why = "asked where one of these is set" if known.optional else "nothing here tells of it"
        yield f"{known.name}: {why}: {', '.join(known.variables)}"


def _settings(known: Known, found: Found, service: Service | None) -> Iterator[str]:
    """A table, where there is something to say that no variable says."""
    lines = [*_place(known, found, service), *_migrations(known, found)]
    if lines:
        yield f"[dependencies.{known.name}]"
        yield from lines


def _place(known: Known, found: Found, service: Service | None) -> Iterator[str]:
    """A default for the variable: what compose publishes, without user and password."""
    form = {**STANDING, **PLAIN}.get(known.kind)
    if found.source(known.where) or not (service and service.port and form):
        return
    default = known.variables[known.where]
    database = service.database or (default or "").rpartition("/")[2] or known.name
    place = form.format(port=service.port, database=database)
    if place != default:
        yield f'{known.place} = "${{{known.where}:-{place}}}"'


def _migrations(known: Known, found: Found) -> Iterator[str]:
    """Of several folders nobody can tell which is for which database."""
    folders = [found.project.shown(each) for each in found.project.alembic]
    if known.name == "platform-db" and len(folders) == 1:
        yield f"migrations = {_quoted(folders[0])}   # read, never executed"
    elif known.kind == "postgres" and len(folders) > 1:
        yield f"# migrations = ...   one of {', '.join(folders)}"


def _untold(found: Found) -> Iterable[str]:
    names = untold(found)
    if names:
        yield "# What nothing here told, and a training job needs (see the README for each):"
        yield from (f"#   {each}" for each in names)
    yield "# What only you know, and the README shows: rows and insert of platform-db, request of"
    yield "# api, datasets_from of r2."
