"""A database of the platform's, and what a job needs of it."""

from collections.abc import Mapping

from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.rows.queries import Queries
from healthcheck import Secret, Target


class PostgresTarget(Target):
    """A database by its URL, and queries that must give rows there."""

    url: PostgresUrl
    rows: Queries | None = None

    @property
    def address(self) -> str:
        """`host:port/database`."""
        return f"{super().address}/{self.url.database}"

    @property
    def within(self) -> Mapping[str, str]:
        """The database's name."""
        return {"database": self.url.database}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password."""
        return {"password": (self.url.user, self.url.password)}
