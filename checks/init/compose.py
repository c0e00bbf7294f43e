"""The services of compose files, as far as they are dependencies of ours: what they are by their
images, and where they are reached from this machine."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

IMAGES: tuple[tuple[str, str, int], ...] = (
    (r"(^|/)(postgres|postgis|timescaledb|pgvector)", "postgres", 5432),
    (r"(^|/)(redis|valkey|redis-stack|keydb|dragonfly)", "redis", 6379),
    (r"temporalio/(auto-setup|server|temporal)|(^|/)temporal(ite)?:", "temporal", 7233),
    (r"(^|/)(minio|silo)", "minio", 9000),
    (r"clearml|allegroai/trains", "clearml", 8008),
    (r"(^|/)keycloak", "keycloak", 8080),
)
"""A pattern of an image's name, the kind of service it is, and the port that it serves at."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a compose file. `port` is where this machine reaches it, None where it is not
    published; `database` is what POSTGRES_DB says, where that is plain."""

    name: str
    kind: str
    file: Path
    port: int | None
    database: str = ""


def services(file: Path) -> list[Service]:
    """Those that are known; none where the file cannot be read."""
    import yaml

    try:
        document = yaml.safe_load(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []
    tables = document.get("services") if isinstance(document, dict) else None
    return list(_known(file, tables)) if isinstance(tables, dict) else []


def _known(file: Path, tables: Mapping[str, Any]) -> Iterator[Service]:
    for name, table in tables.items():
        image = table.get("image") if isinstance(table, dict) else None
        found = _kind(_plain(str(image))) if image else None
        if found:
            kind, port = found
            yield Service(
                name=str(name),
                kind=kind,
                file=file,
                port=_published(table.get("ports"), port),
                database=_database(table.get("environment")),
            )


def _kind(image: str) -> tuple[str, int] | None:
    for pattern, kind, port in IMAGES:
        if re.search(pattern, image):
            return kind, port
    return None


def _published(ports: object, inside: int) -> int | None:
    """The port of this machine that leads to the one inside: `5433:5432`, or a table."""
    for each in ports if isinstance(ports, list) else ():
        if isinstance(each, dict):
            told = _plain(str(each.get("target", ""))), _plain(str(each.get("published", "")))
        else:
            *_, outside, target = ["", "", *_plain(str(each)).partition("/")[0].split(":")]
            told = target, outside
        if told[0] == str(inside) and told[1].isdigit():
            return int(told[1])
    return None


def _database(environment: object) -> str:
    if isinstance(environment, list):
        environment = dict(str(each).partition("=")[::2] for each in environment)
    name = environment.get("POSTGRES_DB") if isinstance(environment, dict) else None
    plain = _plain(str(name)) if name else ""
    return plain if re.fullmatch(r"[A-Za-z_][\w-]*", plain, re.ASCII) else ""


def _plain(text: str) -> str:
    """With the defaults of its variables: `${PORT:-5432}` is 5432."""
    return re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", text)
