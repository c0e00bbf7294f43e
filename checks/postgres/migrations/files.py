"""The revision that a file of migrations holds."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks.postgres.migrations import constants
from checks.postgres.migrations.constants import COMPUTED, EVERYTHING, Unreadable
from checks.postgres.migrations.effects import is_unnoticed
from checks.postgres.migrations.graph import Revision

SOURCE = re.compile(r"(?!\.#|__init__).*\.py")
COMPILED = re.compile(r"(?!\.#|__init__)(?P<stem>.*?)(\.cpython-\d+)?\.py[co]")
OLDEST = re.compile(r"(?P<id>[a-f0-9]+)\.py")
"""Before alembic 0.2 a file was named by its revision, and did not say it."""


def sources(folder: Path, *, recursive: bool) -> Iterator[Path]:
    """The files that alembic would look at, in its order."""
    within = sorted(folder.iterdir())
    yield from (each for each in within if SOURCE.fullmatch(each.name) and each.is_file())
    for each in within:
        if recursive and each.is_dir() and each.name != "__pycache__":
            yield from sources(each, recursive=True)


def compiled(folder: Path) -> Iterator[Path]:
    """Files without a source, which a folder with `sourceless = true` may have."""
    for each in (*sorted(folder.iterdir()), *sorted(folder.glob("__pycache__/*"))):
        found = COMPILED.fullmatch(each.name)
        if found and not (folder / f"{found['stem']}.py").exists():
            yield each


def revision(file: Path, name: str) -> Revision | None:
    """None where it is no revision; Unreadable where only running it would tell. `name` is how the
    file is called in sentences."""
    module = constants.parse(file)
    known = constants.constants(module)
    oldest = OLDEST.fullmatch(file.name)
    id_ = known.get("revision", COMPUTED if EVERYTHING in known else oldest and oldest["id"])
    if id_ is None:
        return None
    if not isinstance(id_, str):
        raise Unreadable("computes its `revision`")
    if "down_revision" not in known:
        raise Unreadable("has a `revision` and no `down_revision`")
    return Revision(
        id_,
        _ids(known, "down_revision"),
        _ids(known, "depends_on"),
        _ids(known, "branch_labels"),
        title=_title(module),
        file=name,
        unnoticed=is_unnoticed(module),
    )


def _ids(known: Mapping[str, object], name: str) -> tuple[str, ...]:
    given = known.get(name)
    several = given if isinstance(given, tuple) else () if given is None else (given,)
    ids = tuple(each for each in several if isinstance(each, str))
    if len(ids) != len(several):
        raise Unreadable(f"computes its `{name}`")
    return ids


def _title(module: ast.Module) -> str:
    """The message that the revision was made with: alembic puts it at the docstring's top."""
    first, _, _ = (ast.get_docstring(module) or "").partition("\n")
    if first.startswith("Revision ID:"):  # it was made without one
        return ""
    return "".join(each for each in first.strip() if each.isprintable()).rstrip(".")
