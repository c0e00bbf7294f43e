"""A folder of migrations, read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.postgres.migrations import files
from checks.postgres.migrations.constants import Unreadable
from checks.postgres.migrations.environment import TABLE, version_table
from checks.postgres.migrations.graph import Graph, Revision, problems
from checks.postgres.migrations.ini import Settings
from checks.postgres.migrations.layout import Layout, layout
from checks.postgres.names import TableName


@dataclass(frozen=True, slots=True)
class Folder:
    """The revisions, and the table in which a database keeps its own. `problems` are sentences:
    with one, the graph tells nothing. `settings` are those of alembic.ini, if there is one."""

    path: Path
    graph: Graph
    settings: Settings | None = None
    table: TableName = TABLE
    problems: tuple[str, ...] = ()


async def read(path: Path) -> Folder:
    """The files are parsed, never executed; others have their turn between two of them."""
    try:
        return await _whole(layout(path))
    except Unreadable as error:
        return Folder(path, Graph({}), problems=(str(error),))
    except OSError as error:
        said = f"{error.filename or path} cannot be read ({error.strerror})"
        return Folder(path, Graph({}), problems=(said,))


async def _whole(found: Layout) -> Folder:
    env = found.script / "env.py"
    table = TABLE
    unclear: tuple[str, ...] = ()
    try:
        table = version_table(env)
    except Unreadable as error:
        unclear = (f"{env} {error}",)
    folder = await _revisions(found)
    return replace(folder, table=table, problems=(*unclear, *folder.problems))


async def _revisions(found: Layout) -> Folder:
    folder = await _read(found, recursive=bool(found.settings and found.settings.recursive))
    if found.settings is None and folder.problems:
        deep = await _read(found, recursive=True)
        return folder if deep.problems else deep
    return folder


async def _read(found: Layout, *, recursive: bool) -> Folder:
    revisions: list[Revision] = []
    wrong: list[str] = []
    for file, name in _files(found, recursive=recursive):
        try:
            revisions += filter(None, [files.revision(file, name)])
        except Unreadable as error:
            wrong.append(f"{name} {error}")
        await asyncio.sleep(0)
    wrong += _compiled(found, revisions)
    if not wrong:
        wrong += problems(revisions)
    if not wrong and not revisions:
        wrong.append(f"there is no revision in {_listed(found.versions)}")
    return Folder(found.script, Graph.of(revisions), found.settings, problems=tuple(wrong))


def _files(found: Layout, *, recursive: bool) -> list[tuple[Path, str]]:
    """Each once, with its name for sentences."""
    each_once: dict[Path, tuple[Path, str]] = {}
    for folder in filter(Path.is_dir, found.versions):
        for file in files.sources(folder, recursive=recursive):
            name = file.relative_to(folder).as_posix()
            each_once.setdefault(file.resolve(), (file, name))
    return list(each_once.values())


def _compiled(found: Layout, revisions: Sequence[Revision]) -> list[str]:
    """What cannot be read and is meant: no source of a revision is there, or none is needed."""
    if revisions and not (found.settings and found.settings.sourceless):
        return []
    folders = filter(Path.is_dir, found.versions)
    alone = [each for folder in folders for each in files.compiled(folder)]
    return [f"{alone[0].name} is compiled and has no source"] if alone else []


def _listed(folders: Sequence[Path]) -> str:
    return " and ".join(map(str, folders))
