"""`python -m sandbox.platform.migrate`: brings both databases to their newest schema, and seeds.

It can be run again: what is there already stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.orm import Session

from sandbox.platform import migrations, seed
from sandbox.platform.models import Base, UsersBase
from sandbox.platform.settings import Settings

FOLDERS = Path(migrations.__file__).parent


def upgrade(connection: Connection, folder: str, revision: str = "head") -> None:
    """`folder` is `platform` or `users`."""
    config = Config()
    config.set_main_option("script_location", str(FOLDERS / folder))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def main() -> None:
    settings = Settings.from_environment(os.environ)

    def platform(session: Session) -> None:
        seed.project(session)
        seed.datasets(session)

    def users(session: Session) -> None:
        seed.user(session, email=settings.username, password=settings.password)

    _migrate(settings.database_url, "platform", platform)
    _migrate(settings.user_database_url, "users", users)


def _migrate(url: str, folder: str, fill: Callable[[Session], None]) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        upgrade(connection, folder)
        # the platform's own `create_all` left the tables of each database in the other one too:
        # with both URLs swapped a login is 401, and no table is missing
        for base in (Base, UsersBase):
            base.metadata.create_all(connection)
        with Session(connection) as session:
            fill(session)
            session.commit()
    engine.dispose()


if __name__ == "__main__":
    main()
