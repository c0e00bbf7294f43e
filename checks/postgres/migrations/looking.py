"""The whole look: the folder, the database, and what they come to."""

from dataclasses import dataclass
from pathlib import Path

from checks.postgres.connecting.connection import Connection
from checks.postgres.migrations.judging import Said, judge
from checks.postgres.migrations.reading import read
from checks.postgres.migrations.told import revisions


@dataclass(frozen=True, slots=True)
class Looked:
    """Where the database is and where its migrations end; `said` has the worst finding first."""

    at: tuple[str, ...]
    heads: tuple[str, ...]
    said: tuple[Said, ...]


async def look(connection: Connection, path: Path, seconds: float = 2.0) -> Looked:
    """Reads the folder, and asks two statements over the connection, which have that long."""
    folder = await read(path)
    told = await revisions(connection, folder.table, seconds)
    return Looked(told.rows, folder.graph.heads, judge(folder, told))
