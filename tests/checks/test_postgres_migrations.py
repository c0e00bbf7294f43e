"""Databases that alembic itself has migrated, half way and whole, and what they say of it."""

import asyncio
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.connection import connect
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.migrations.environment import TABLE
from checks.postgres.migrations.judging import Said, judge
from checks.postgres.migrations.reading import read
from checks.postgres.migrations.told import Revisions, State, revisions
from checks.postgres.names import TableName
from healthcheck import Finding
from sandbox.platform import migrate
from sandbox.platform.models import Base
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import said as heard
from tests.checks.test_postgres_rows import locking

PLATFORM = migrate.FOLDERS / "platform"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres("log_statement=all", "log_line_prefix=%a|") as started:
        started.sql("CREATE ROLE app LOGIN PASSWORD 'app-secret'")
        yield started


@pytest.fixture
def database(server: servers.Postgres) -> str:
    """A new one, with nothing in it."""
    name = f"platform{next(NUMBERS)}"
    server.sql(f"CREATE DATABASE {name}")
    return name


def migrated(server: servers.Postgres, database: str, revision: str) -> None:
    """As the platform does it, up to that revision."""
    url = make_url(server.url(database=database)).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate.upgrade(connection, "platform", revision)
        script = ScriptDirectory(str(PLATFORM))
        heads = MigrationContext.configure(connection).get_current_heads()
        assert {script.get_revision(each).revision for each in heads} == {revision}
    engine.dispose()


def created(server: servers.Postgres, database: str) -> None:
    """All tables, and no word of a revision."""
    url = make_url(server.url(database=database)).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()


def told(url: str, table: TableName = TABLE) -> Revisions:
    async def ask() -> Revisions:
        connection = await connect(PostgresUrl.parse(url))
        try:
            return await revisions(connection, table)
        finally:
            await connection.close()

    return asyncio.run(ask())


def judged(server: servers.Postgres, database: str) -> list[tuple[str, str]]:
    return [(str(each.status.value), each.code) for each in said(server, database)]


def step(server: servers.Postgres, database: str, folder: Path = PLATFORM) -> Finding:
    url = PostgresUrl.parse(server.url(database=database))
    return heard(ask(postgres, PostgresTarget(url=url, migrations=folder), "schema"), "schema")


def said(server: servers.Postgres, database: str) -> tuple[Said, ...]:
    return judge(asyncio.run(read(PLATFORM)), told(server.url(database=database)))


def test_a_database_that_alembic_has_brought_to_its_head_is_fine(
    server: servers.Postgres, database: str
) -> None:
    migrated(server, database, "p0003")

    assert said(server, database) == ()


@pytest.mark.parametrize(("revision", "lacking"), [("p0001", 2), ("p0002", 1)])
def test_a_database_that_was_migrated_half_way_is_behind(
    server: servers.Postgres, database: str, revision: str, lacking: int
) -> None:
    migrated(server, database, revision)

    (finding,) = said(server, database)
    assert (finding.status.value, finding.code) == ("fail", "behind")
    assert f"{lacking} revision" in finding.summary
    assert f"({revision} -> p0003)" in finding.summary


BRANCHES = {
    "a": "down_revision = None\nbranch_labels = 'app'",
    "b": "down_revision = 'a'",
    "c": "down_revision = 'b'",
    "f": "down_revision = 'b'",
    "m": "down_revision = ('c', 'f')",
    "y": "down_revision = None\nbranch_labels = ('audit',)",
    "z": "down_revision = 'y'\ndepends_on = 'c'",
}


@pytest.fixture
def branches(tmp_path: Path) -> Path:
    """Two branches, one of which forks and is merged, and the other needs a part of it."""
    shutil.copy(PLATFORM / "env.py", tmp_path)
    (tmp_path / "versions").mkdir()
    for name, lines in BRANCHES.items():
        text = f"revision = '{name}'\n{lines}\ndef upgrade():\n    print('changes something')\n"
        (tmp_path / f"versions/{name}.py").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("targets", "rows", "lacking", "code"),
    [
        (["heads"], ("m", "z"), set(), None),
        (["m"], ("m",), {"y", "z"}, ("unknown", "several-heads")),
        (["z"], ("z",), {"f", "m"}, ("fail", "several-heads")),
        (["b"], ("b",), {"c", "f", "m", "y", "z"}, ("fail", "several-heads")),
        (["f", "y"], ("f", "y"), {"c", "m", "z"}, ("fail", "several-heads")),
        (["c", "f"], ("c", "f"), {"m", "y", "z"}, ("fail", "several-heads")),
    ],
)
def test_what_alembic_leaves_in_the_table_of_a_folder_with_branches(
    server: servers.Postgres,
    database: str,
    branches: Path,
    targets: list[str],
    rows: tuple[str, ...],
    lacking: set[str],
    code: tuple[str, str] | None,
) -> None:
    url = make_url(server.url(database=database)).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    for target in targets:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(branches))
            config.attributes["connection"] = connection
            command.upgrade(config, target)
    engine.dispose()

    folder, found = asyncio.run(read(branches)), told(server.url(database=database))
    assert found.rows == rows
    assert {each.id for each in folder.graph.lacking(rows)} == lacking
    assert [(str(s.status.value), s.code) for s in judge(folder, found)] == ([code] if code else [])


def test_a_revision_of_newer_code_decides_nothing(server: servers.Postgres, database: str) -> None:
    migrated(server, database, "p0003")
    server.sql("UPDATE alembic_version SET version_num = 'p0004'", database=database)

    assert judged(server, database) == [("unknown", "unknown-revision")]


def test_an_empty_database_was_never_migrated(server: servers.Postgres, database: str) -> None:
    assert judged(server, database) == [("fail", "not-migrated")]


def test_tables_that_nobody_records_decide_nothing(server: servers.Postgres, database: str) -> None:
    created(server, database)
    without = judged(server, database)
    server.sql("CREATE TABLE alembic_version (version_num varchar(32))", database=database)

    assert without == [("unknown", "not-migrated")]
    assert judged(server, database) == [("unknown", "not-migrated")]


def test_an_empty_version_table_alone_is_an_empty_database(
    server: servers.Postgres, database: str
) -> None:
    server.sql("CREATE TABLE alembic_version (version_num varchar(32))", database=database)

    assert judged(server, database) == [("fail", "not-migrated")]


def test_several_rows_are_all_told(server: servers.Postgres, database: str) -> None:
    server.sql(
        "CREATE TABLE alembic_version (version_num varchar(32))",
        "INSERT INTO alembic_version VALUES ('one'), ('two')",
        database=database,
    )

    assert told(server.url(database=database)).rows == ("one", "two")


def test_an_account_that_may_not_read_the_version_is_told_so(
    server: servers.Postgres, database: str
) -> None:
    migrated(server, database, "p0002")
    closed = told(server.url("app", "app-secret", database))
    server.sql("GRANT SELECT (version_num) ON alembic_version TO app", database=database)

    assert closed == Revisions(State.CLOSED, TableName("alembic_version", "public"),
                               schemas=("public",))  # fmt: skip
    assert told(server.url("app", "app-secret", database)).rows == ("p0002",)


def test_a_schema_that_the_account_may_not_use_is_told_so(
    server: servers.Postgres, database: str
) -> None:
    server.sql(
        "CREATE SCHEMA inner_app",
        "CREATE TABLE inner_app.alembic_version (version_num text)",
        "GRANT SELECT ON inner_app.alembic_version TO app",
        database=database,
    )
    url = server.url("app", "app-secret", database)

    assert told(url).state is State.CLOSED
    assert told(url, TableName("alembic_version", "inner_app")).state is State.CLOSED


def test_the_version_table_is_looked_for_where_alembic_looks(
    server: servers.Postgres, database: str
) -> None:
    server.sql(
        "CREATE SCHEMA one",
        "CREATE SCHEMA two",
        "CREATE TABLE one.alembic_version (version_num text)",
        'CREATE TABLE two."Versions" (version_num text)',
        "INSERT INTO one.alembic_version VALUES ('a')",
        "INSERT INTO two.\"Versions\" VALUES ('b')",
        database=database,
    )
    url = server.url(database=database)
    only = told(url)
    server.sql(
        "CREATE TABLE two.alembic_version (version_num text)",
        "INSERT INTO two.alembic_version VALUES ('c')",
        database=database,
    )

    assert (only.rows, only.table.schema) == (("a",), "one")
    assert told(url, TableName("Versions", "two")).rows == ("b",)
    assert told(url).state is State.SEVERAL
    assert told(url, TableName("alembic_version", "two")).rows == ("c",)
    server.sql(f"ALTER DATABASE {database} SET search_path = two, one")
    assert told(url).rows == ("c",)


def test_a_table_of_that_name_that_is_not_alembics_is_none(
    server: servers.Postgres, database: str
) -> None:
    server.sql("CREATE TABLE alembic_version (id int)", database=database)

    assert told(server.url(database=database)).state is State.MISSING


def test_a_version_table_that_is_locked_decides_nothing(server: servers.Postgres) -> None:
    server.sql("CREATE TABLE alembic_version (version_num text)")
    with locking(server, "alembic_version"):
        (finding,) = said(server, "postgres")

    assert (finding.status.value, finding.code) == ("unknown", "schema-locked")
    assert "another session holds a lock on alembic_version" in finding.summary


def test_it_takes_two_statements(server: servers.Postgres, database: str) -> None:
    migrated(server, database, "p0003")
    before = server.log.read_text()
    told(server.url(database=database))

    lines = server.log.read_text().removeprefix(before).splitlines()
    assert sum(line.startswith("healthcheck|LOG:  execute") for line in lines) == 2


def test_the_step_says_where_the_database_is(server: servers.Postgres, database: str) -> None:
    migrated(server, database, "p0002")
    behind = step(server, database)
    server.sql("DELETE FROM alembic_version", database=database)
    unrecorded = step(server, database)
    server.sql("INSERT INTO alembic_version VALUES ('p0003')", database=database)
    head = step(server, database)
    server.sql("UPDATE alembic_version SET version_num = 'p0004'", database=database)

    assert (behind.code, behind.manner) == ("postgres.behind", "refuses")
    assert behind.evidence == {"revision": ["p0002"], "heads": ["p0003"]}
    assert (unrecorded.status, unrecorded.code) == ("unknown", "postgres.not-migrated")
    assert head.status == "ok"
    assert step(server, database).code == "postgres.unknown-revision"


def test_the_step_says_what_is_wrong_with_the_folder(
    server: servers.Postgres, database: str, branches: Path
) -> None:
    server.sql(
        "CREATE TABLE alembic_version (version_num text)",
        "INSERT INTO alembic_version VALUES ('c')",
        database=database,
    )
    several = step(server, database, branches)
    (branches / "versions/b.py").unlink()
    broken = step(server, database, branches)

    assert (several.code, several.manner) == ("postgres.several-heads", "refuses")
    assert (broken.status, broken.code) == ("unknown", "postgres.bad-migrations")
    assert "c.py follows b, which no file has (and 1 more)" in broken.summary


def test_an_account_that_may_not_read_the_version_skips_the_step(
    server: servers.Postgres, database: str
) -> None:
    migrated(server, database, "p0003")
    target = PostgresTarget(
        url=PostgresUrl.parse(server.url("app", "app-secret", database)), migrations=PLATFORM
    )

    assert codes(ask(postgres, target, "schema"))["schema"] == "unsupported"
