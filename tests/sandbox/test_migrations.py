"""The migrations of the platform's two databases, and the models that the code goes by."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text

from sandbox.platform.migrate import FOLDERS, upgrade
from sandbox.platform.models import Base, UsersBase
from tests.stack import Lent

DATABASES = [("DATABASE_URL", Base, "p0003"), ("USER_DATABASE_URL", UsersBase, "u0002")]


def engine(stack: Lent, variable: str) -> Any:
    return create_engine(make_url(stack.variables[variable]).set(drivername="postgresql+psycopg"))


@pytest.mark.parametrize(("variable", "base", "_"), DATABASES)
def test_the_newest_schema_is_what_the_models_say(
    stack: Lent, variable: str, base: type[Base] | type[UsersBase], _: str
) -> None:
    tables = set(base.metadata.tables)
    only = {"include_name": lambda name, kind, _: kind != "table" or name in tables}
    with engine(stack, variable).connect() as connection:
        context = MigrationContext.configure(connection, opts=only)

        assert compare_metadata(context, base.metadata) == []


@pytest.mark.parametrize(("variable", "_", "head"), DATABASES)
def test_each_database_says_which_revision_it_is_at(
    stack: Lent, variable: str, _: type, head: str
) -> None:
    with engine(stack, variable).connect() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    assert revision == head


def test_each_database_has_all_tables_as_the_platform_itself_left_them(stack: Lent) -> None:
    both = {*Base.metadata.tables, *UsersBase.metadata.tables, "alembic_version"}

    for variable, *_ in DATABASES:
        assert set(inspect(engine(stack, variable)).get_table_names()) == both


@pytest.mark.parametrize(("folder", "revisions"), [("platform", 3), ("users", 2)])
def test_every_revision_follows_the_one_before(folder: str, revisions: int) -> None:
    script = ScriptDirectory(str(FOLDERS / folder))

    assert len(list(script.walk_revisions("base", "heads"))) == revisions
    assert len(script.get_heads()) == 1


def test_the_last_migration_is_the_one_that_tracks(stack: Lent) -> None:
    """In a schema of its own, which is gone after it."""
    with engine(stack, "DATABASE_URL").connect() as connection:
        connection.execute(text("CREATE SCHEMA half"))
        connection.execute(text("SET LOCAL search_path = half"))
        upgrade(connection, "platform", "p0002")
        columns = {
            each["name"] for each in inspect(connection).get_columns("training_jobs", "half")
        }
        connection.rollback()

    assert "dataset_snapshot_id" in columns
    assert not columns & {"clearml_task_id", "observability_backends"}
