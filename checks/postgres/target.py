"""A database of the platform's, and what a job needs of it."""

from collections.abc import Mapping
from pathlib import Path

from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.privileges.tables import Table
from checks.postgres.rows.queries import Queries
from healthcheck import Secret, Target


class PostgresTarget(Target):
    """A database by its URL, and what a job needs there.

    `rows` are queries that must give rows, `schema` is what `healthcheck snapshot` recorded of a
    good database, `migrations` is the code's alembic folder, `tables` those that the operation
    touches, each with what it does there, and `insert` is how the platform makes a job's row.
    """

    url: PostgresUrl
    rows: Queries | None = None
    schema: Path | None = None
    migrations: Path | None = None
    tables: tuple[Table, ...] = ()
    insert: Insert | None = None

    @property
    def peer(self) -> tuple[str, int] | None:
        """None for a Unix socket; the first of several hosts."""
        first, *_ = self.url.places
        return None if first.is_socket else (first.host, first.port)

    @property
    def address(self) -> str:
        """`host:port/database`, with all hosts; for a Unix socket, its path instead."""
        return f"{','.join(map(str, self.url.places))}/{self.url.database}"

    @property
    def within(self) -> Mapping[str, str]:
        """The database's name."""
        return {"database": self.url.database}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password."""
        return {"password": (self.url.user, self.url.password)}
