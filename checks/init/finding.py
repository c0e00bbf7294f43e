"""From a project's files to what is known of each dependency."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from checks.init.compose import Service, services
from checks.init.platform import dependencies
from checks.init.project import EnvFile, Project, read
from checks.init.writing import Found

USERS = ("user", "auth", "account", "identity", "shared")
"""In the name of a service or its database: it is the one of users."""

EXTERNAL = ("r2", "external", "dataset", "cloud")
ROLES = ("worker", "trainer", "labeler")


def find(folder: Path, environment: Mapping[str, str]) -> Found:
    """All that can be told without a packet."""
    project = read(folder)
    known = {name for each in dependencies().values() for name in each.variables}
    ranked = sorted(project.env_files, key=lambda each: -len(each.names & known))
    telling = [each for each in ranked if each.names & known]
    main = next(iter(telling), None)
    return Found(
        project=project,
        main=main,
        roles=_roles(project, (each for each in telling if each is not main)),
        services=_named(each for file in project.compose for each in services(file)),
        environment=frozenset(name for name, text in environment.items() if text) & known,
    )


def _roles(project: Project, files: Iterable[EnvFile]) -> Mapping[str, EnvFile]:
    """Env files in folders that are called as a part of the platform."""
    found: dict[str, EnvFile] = {}
    for file in files:
        words = project.shown(file.path).lower().split("/")[:-1]
        role = next((role for role in ROLES for word in words if role in word), None)
        if role:
            found.setdefault(role, file)
    return found


def _named(every: Iterable[Service]) -> Mapping[str, Service]:
    """By the profile's names; the first of a name counts."""
    found: dict[str, Service] = {}
    for each in every:
        found.setdefault(_name(each), each)
    return found


def _name(service: Service) -> str:
    words = f"{service.name} {service.database}".lower()
    if service.kind == "postgres":
        return "user-db" if any(word in words for word in USERS) else "platform-db"
    if service.kind == "minio":
        return "r2" if any(word in words for word in EXTERNAL) else "minio"
    return service.kind
