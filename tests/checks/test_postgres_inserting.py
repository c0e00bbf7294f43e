"""The platform's INSERT on a real PostgreSQL: what refuses it, what does not, and what stays."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.inserting.insert import Insert
from checks.postgres.inserting.values import text_literal
from checks.postgres.privileges.tables import Table
from checks.postgres.schema.model import Column as SchemaColumn
from checks.postgres.schema.model import Schema
from checks.postgres.schema.model import Table as SchemaTable
from checks.postgres.schema.writing import written
from healthcheck import Finding
from tests import servers
from tests.ask import ask
from tests.checks.asking import said

NO_PROJECT = {"query": "SELECT id FROM projects WHERE id = 77"}

SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TABLE projects (id int PRIMARY KEY, name text)",
    "INSERT INTO projects VALUES (1, 'one')",
    "CREATE TYPE jobstatus AS ENUM ('pending', 'running')",
    "CREATE DOMAIN share AS float8 CONSTRAINT is_share CHECK (VALUE BETWEEN 0 AND 1)",
    """CREATE TABLE training_jobs (
        id serial PRIMARY KEY,
        number int GENERATED ALWAYS AS IDENTITY,
        project_id int NOT NULL REFERENCES projects,
        late_id int CONSTRAINT late REFERENCES projects DEFERRABLE INITIALLY DEFERRED,
        name varchar(8) NOT NULL,
        token text CONSTRAINT one_token UNIQUE,
        status jobstatus NOT NULL,
        epochs int NOT NULL CONSTRAINT some_epochs CHECK (epochs > 0),
        rate share DEFAULT 0.5,
        doubled int GENERATED ALWAYS AS (epochs * 2) STORED,
        config jsonb,
        backends text[],
        dataset uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        extra text)""",
    "CREATE TABLE hidden (id int)",
    "CREATE TABLE nulls (id int, value text NOT NULL)",
    "CREATE VIEW shown AS SELECT * FROM projects WHERE id < 10 WITH CHECK OPTION",
    "CREATE TABLE parts (id int NOT NULL, day date NOT NULL) PARTITION BY RANGE (day)",
    "CREATE TABLE part_one PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
    "GRANT SELECT, INSERT ON projects, training_jobs, nulls, shown, parts TO app",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app",
)
JOB = {"project_id": 1, "name": "yolo", "status": "pending", "epochs": 2}


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    """Its log tells what it was asked."""
    settings = ("log_statement=all", "log_line_prefix=%a|", "ssl=off")
    with servers.postgres(*settings) as started:
        started.sql(*SETUP)
        yield started


@contextmanager
def changed(server: servers.Postgres, does: str, undoes: str) -> Iterator[None]:
    server.sql(*does.split(";\n"))
    try:
        yield
    finally:
        server.sql(*undoes.split(";\n"))


@contextmanager
def session(server: servers.Postgres, statement: str) -> Iterator[int]:
    """Another session has begun a transaction with it, and does nothing more; its pid."""
    import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(server.url()))
    try:
        loop.run_until_complete(connection.execute(f"BEGIN; {statement}"))
        yield connection.get_server_pid()
    finally:
        loop.run_until_complete(connection.close())
        loop.close()


def insertable(
    server: servers.Postgres, insert: object = None, *tables: str, user: str = "app"
) -> Finding:
    """The finding with this INSERT; nothing is left of it."""
    finding = _insertable(server, insert, *tables, user=user)
    assert leftovers(server) == []
    return finding


def _insertable(
    server: servers.Postgres,
    insert: object = None,
    *tables: str,
    user: str = "app",
    timeout: float = 5.0,
) -> Finding:
    password = "app-secret" if user == "app" else servers.PASSWORD
    target = PostgresTarget(
        url=PostgresUrl.parse(server.url(user, password)),
        tables=tuple(Table.parse(each) for each in tables),
        insert=None if insert is None else Insert.read(insert),
    )
    outcome = ask(postgres, target, "insertable", writing=True, timeout=timeout)
    return said(outcome, "insertable")


def leftovers(server: servers.Postgres) -> list[Any]:
    """Rows, locks and sessions of ours."""
    return server.sql(
        "SELECT id::text FROM training_jobs UNION ALL SELECT value FROM nulls UNION ALL "
        "SELECT state FROM pg_stat_activity WHERE application_name = 'healthcheck' UNION ALL "
        "SELECT l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE application_name = 'healthcheck'"
    )


def job(**values: object) -> dict[str, object]:
    return {"table": "training_jobs", "values": {**JOB, **values}}


def without(*names: str) -> dict[str, object]:
    left = {name: value for name, value in JOB.items() if name not in names}
    return {"table": "training_jobs", "values": left}


SQL = "INSERT INTO training_jobs (project_id, name, status, epochs) VALUES "


@pytest.mark.parametrize(
    "insert",
    [
        job(),
        job(project_id={"query": "SELECT id FROM projects -- any\n LIMIT 1;"}),
        job(config={"a": [1, "it's"]}, backends=["clearml", 'a "b" \\c'], rate=0.25),
        job(epochs=2.4, dataset="10f486dc-f8ec-489e-927d-c81317822464"),
        job(config=[1, 2], created_at=datetime(2026, 1, 1, tzinfo=UTC), extra="back\\slash's"),
        {"table": "public.training_jobs", "values": JOB},
        f"{SQL} (1, 'x', 'pending', 2);",
        f"{SQL} (1, 'x', 'pending', 2) RETURNING id, status",
        f"WITH p AS (SELECT id FROM projects) {SQL.split('VALUES')[0]}"
        " SELECT id, 'x', 'pending', 2 FROM p",
        {"table": "shown", "values": {"id": 2}},
        {"table": "parts", "values": {"id": 2, "day": date(2026, 1, 2)}},
    ],
)
def test_an_insert_that_succeeds_is_ok_and_leaves_nothing(
    server: servers.Postgres, insert: object
) -> None:
    assert insertable(server, insert).status == "ok"


@pytest.mark.parametrize(
    ("insert", "code", "words"),
    [
        (
            without("name"),
            "postgres.unsupplied-column",
            "training_jobs.name is NOT NULL and has no",
        ),
        (
            without("name", "epochs"),
            "postgres.unsupplied-column",
            "name and training_jobs.epochs are",
        ),
        (
            job(clearml_task_id="x"),
            "postgres.unknown-column",
            "training_jobs.clearml_task_id is miss",
        ),
        (
            job(project_id=77),
            "postgres.foreign-key",
            "on training_jobs.project_id is violated: proj",
        ),
        (job(late_id=77), "postgres.foreign-key", '"late" on training_jobs.late_id'),
        (job(epochs=0), "postgres.check", '"some_epochs" on training_jobs.epochs'),
        (job(rate=7), "postgres.check", '"is_share"'),
        (job(status="PENDING"), "postgres.unknown-enum-value", "'PENDING' is no label of the enum"),
        (job(name="far too long"), "postgres.bad-value", "name (character varying(8))"),
        (job(epochs=2**40), "postgres.bad-value", "too large for"),
        ({"table": "shown", "values": {"id": 20}}, "postgres.check", "the view shown"),
        (
            {"table": "parts", "values": {"id": 1, "day": "2027-01-01"}},
            "postgres.no-partition",
            "parts has no partition",
        ),
        (
            {"table": "parts", "values": {"day": "2026-01-02"}},
            "postgres.unsupplied-column",
            "parts.id",
        ),
        (
            f"{SQL} (1, NULL, 'pending', 2)",
            "postgres.not-null",
            "gives NULL for training_jobs.name",
        ),
        (f"{SQL} (1, 'x', 'hidden_word', 2)", "postgres.unknown-enum-value", "'hidden_word' is no"),
        (f"{SQL} (77, 'x', 'pending', 2)", "postgres.foreign-key", "training_jobs.project_id"),
        ("INSERT INTO training_jobs SELECT 9", "postgres.not-null", "training_jobs.project_id"),
    ],
)
def test_an_insert_that_is_refused_is_named_with_its_column_and_constraint(
    server: servers.Postgres, insert: object, code: str, words: str
) -> None:
    finding = insertable(server, insert)

    assert (finding.status, finding.code, finding.manner) == ("fail", code, "refuses")
    assert words in finding.summary


@pytest.mark.parametrize(
    ("insert", "code", "words"),
    [
        (job(project_id=NO_PROJECT), "postgres.no-value", "project_id"),
        (job(late_id=NO_PROJECT), "postgres.no-value", "late_id"),
        (job(late_id={"query": "SELECT id FROM absent"}), "postgres.bad-insert", "late_id"),
        (job(late_id={"query": "SELECT 1; COMMIT"}), "postgres.bad-insert", "late_id"),
        (job(number=9), "postgres.bad-insert", "generated always"),
        (job(dataset="hidden_word"), "postgres.bad-insert", "value for dataset"),
        (f"{SQL} (1, 'x', 'pending', %(hidden_word)s)", "postgres.bad-insert", "syntax"),
        (f"{SQL} (1, 'x', 'pending', nothing(1))", "postgres.bad-insert", "undefined function"),
        (f"{SQL} (1, 'x', 'pending', odd)", "postgres.bad-insert", 'no column "odd"'),
        (f"{SQL} (1, 'x', 'pending', (SELECT 1 FROM absent))", "postgres.bad-insert", "absent"),
        (
            "INSERT INTO projects SELECT id FROM projects WHERE id = 9",
            "postgres.nothing-inserted",
            "",
        ),
        ({"table": "projects", "values": {"id": 1}}, "postgres.taken-value", "projects_pkey"),
    ],
)
def test_an_insert_of_ours_that_shows_nothing_is_unknown(
    server: servers.Postgres, insert: object, code: str, words: str
) -> None:
    finding = insertable(server, insert)

    assert (finding.status, finding.code) == ("unknown", code)
    assert words in finding.summary
    assert "hidden_word" not in finding.summary


def test_a_text_arrives_as_it_is_whatever_it_holds(server: servers.Postgres) -> None:
    texts = ["it's", "a\\", "\\'; DROP TABLE projects; --", "$$", "E'", '"', "\n\t", "%s", "\u00e9"]

    for setting in ("on", "off"):
        wanted = f"SELECT {', '.join(map(text_literal, texts))}"
        (row,) = server.sql(f"SET standard_conforming_strings = {setting}", wanted)
        assert list(row.values()) == texts


def test_what_no_insert_is_given_for_is_open_with_the_columns_names(
    server: servers.Postgres,
) -> None:
    untold = insertable(server, None, "training_jobs (select, insert): the job", "nulls (insert)")

    assert (untold.status, untold.code) == ("unknown", "postgres.untold-insert")
    assert "training_jobs.project_id, training_jobs.name" in untold.summary
    assert "and nulls.value is open" in untold.summary
    assert insertable(server, None).because == "unsupported"
    assert insertable(server, None, "projects (select)").because == "unsupported"
    assert insertable(server, False, "nulls (insert)").because == "unsupported"


COMPLAINING = """CREATE FUNCTION complain() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no % {0}', NEW.value {1}; END $$;
CREATE TRIGGER complaining BEFORE INSERT ON nulls FOR EACH ROW EXECUTE FUNCTION complain()"""
NULLS = {"table": "nulls", "values": {"value": "hidden_word"}}


@pytest.mark.parametrize("with_code", ["", "USING ERRCODE = 'PT001'", "USING ERRCODE = '23514'"])
def test_a_trigger_that_refuses_is_named_and_not_quoted(
    server: servers.Postgres, with_code: str
) -> None:
    does = COMPLAINING.format("no", with_code)
    with changed(server, does, "DROP FUNCTION complain CASCADE"):
        finding = insertable(server, NULLS)

    assert (finding.status, finding.code) == ("fail", "postgres.trigger")
    assert "the trigger complaining on nulls" in finding.summary
    assert "hidden_word" not in finding.summary


def test_a_column_that_a_trigger_gives_need_not_be_supplied(server: servers.Postgres) -> None:
    does = """CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.value := 'filled'; RETURN NEW; END $$;
CREATE TRIGGER filling BEFORE INSERT ON nulls FOR EACH ROW EXECUTE FUNCTION fill()"""
    with changed(server, does, "DROP FUNCTION fill CASCADE"):
        finding = insertable(server, {"table": "nulls", "values": {"id": 1}})

    assert finding.status == "ok"


def test_a_trigger_that_keeps_the_row_away_leaves_it_open(server: servers.Postgres) -> None:
    does = """CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER swallowing BEFORE INSERT ON nulls FOR EACH ROW EXECUTE FUNCTION swallow()"""
    with changed(server, does, "DROP FUNCTION swallow CASCADE"):
        finding = insertable(server, NULLS)

    assert (finding.status, finding.code) == ("unknown", "postgres.nothing-inserted")
    assert "swallowing" in finding.summary


def test_a_view_with_a_trigger_instead_takes_the_row(server: servers.Postgres) -> None:
    does = """CREATE VIEW joined AS SELECT count(*) AS number FROM nulls;
CREATE FUNCTION instead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO nulls VALUES (1, 'x'); RETURN NEW; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON joined FOR EACH ROW EXECUTE FUNCTION instead();
GRANT INSERT ON joined TO app"""
    with changed(server, does, "DROP FUNCTION instead CASCADE;\nDROP VIEW joined"):
        finding = insertable(server, {"table": "joined", "values": {"number": 1}})

    assert finding.status == "ok"


def test_a_sequence_behind_its_rows_is_told_from_a_value_that_is_taken(
    server: servers.Postgres,
) -> None:
    does = (
        f"{SQL.replace('(', '(id, ', 1)} (1000, 1, 'x', 'pending', 2), (1001, 1, 'y', 'running', 2)"
    )
    reset = "SELECT setval('training_jobs_id_seq', {})"
    server.sql(does)
    try:
        server.sql(reset.format(999))
        finding = _insertable(server, job())
        server.sql(reset.format(1000))
        again = _insertable(server, job())
    finally:
        server.sql("DELETE FROM training_jobs")

    assert (finding.status, finding.code) == ("fail", "postgres.unique")
    assert "training_jobs.id" in finding.summary
    assert "setval" in finding.hint
    assert again.status == "ok"


@pytest.mark.parametrize("table", ["absent", "hidden"])
def test_without_the_table_or_the_right_to_it_nothing_is_tried(
    server: servers.Postgres, table: str
) -> None:
    finding = insertable(server, {"table": table, "values": {"id": 1}})

    assert finding.because == "after:privileges"


def test_row_level_security_that_refuses_the_row(server: servers.Postgres) -> None:
    does = """ALTER TABLE nulls ENABLE ROW LEVEL SECURITY;
CREATE POLICY positive ON nulls FOR INSERT TO app WITH CHECK (id > 0)"""
    undoes = "DROP POLICY positive ON nulls;\nALTER TABLE nulls DISABLE ROW LEVEL SECURITY"
    row = {"table": "nulls", "values": {"id": -1, "value": "x"}}
    good = {"table": "nulls", "values": {"id": 1, "value": "x"}}
    with changed(server, does, undoes):
        refused = insertable(server, row)
        taken = insertable(server, good)
        owner = insertable(server, row, user="postgres")

    assert (refused.status, refused.code) == ("fail", "postgres.no-permission")
    assert "row level security" in refused.summary
    assert taken.status == "ok"
    assert owner.status == "ok"


def test_a_read_only_role_is_refused_before_anything_is_tried(server: servers.Postgres) -> None:
    name = "SET default_transaction_read_only"
    with changed(server, f"ALTER ROLE app {name} = on", f"ALTER ROLE app RE{name}"):
        finding = insertable(server, job())

    assert finding.because == "after:writable"


def test_a_table_that_is_locked_blocks_without_a_try(server: servers.Postgres) -> None:
    with session(server, "LOCK TABLE projects IN ACCESS EXCLUSIVE MODE"):
        finding = insertable(server, job())

    assert finding.because == "after:unblocked"


def test_a_lock_that_there_is_no_time_to_wait_for_decides_nothing(
    server: servers.Postgres,
) -> None:
    with session(server, "SELECT * FROM projects FOR UPDATE"):
        finding = _insertable(server, job(), timeout=0.9)

    assert (finding.status, finding.code) == ("unknown", "postgres.locked")
    assert "no time to see whether that lasts" in finding.summary


def test_a_partition_that_is_locked_blocks_only_a_row_for_it(server: servers.Postgres) -> None:
    with session(server, "LOCK TABLE part_one IN ACCESS EXCLUSIVE MODE"):
        finding = insertable(server, {"table": "parts", "values": {"id": 1, "day": "2026-01-02"}})

    assert (finding.code, finding.manner) == ("postgres.locked", "blocks")
    assert finding.passing


def test_a_row_that_is_locked_blocks_and_the_open_transaction_is_named(
    server: servers.Postgres,
) -> None:
    with session(server, "SELECT * FROM projects FOR UPDATE") as pid:
        finding = insertable(server, job())

    assert (finding.code, finding.manner) == ("postgres.locked", "blocks")
    assert f"pg_terminate_backend({pid})" in finding.hint
    assert f"the open transaction of pid {pid} (user postgres)" in finding.summary


def test_an_insert_that_takes_too_long_is_slow(server: servers.Postgres) -> None:
    finding = insertable(server, f"{SQL} (1, 'x', 'pending', 1 + length(pg_sleep(60)::text))")

    assert (finding.code, finding.manner) == ("postgres.slow", "slow")


def test_a_step_that_is_cut_off_leaves_nothing(server: servers.Postgres) -> None:
    with session(server, "LOCK TABLE training_jobs IN ACCESS EXCLUSIVE MODE"):
        target = PostgresTarget(
            url=PostgresUrl.parse(server.url("app", "app-secret")), insert=Insert.read(job())
        )
        ask(postgres, target, "insertable", writing=True, timeout=0.3)

    gone = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'healthcheck'"
    servers.until(lambda: not server.sql(gone), "our session is gone")
    assert leftovers(server) == []


def test_nothing_is_tried_unless_writing_is_allowed(server: servers.Postgres) -> None:
    target = PostgresTarget(
        url=PostgresUrl.parse(server.url("app", "app-secret")), insert=Insert.read(job())
    )
    before = server.log.read_text()
    finding = said(ask(postgres, target), "insertable")

    assert finding.because == "writes"
    assert "INSERT INTO" not in server.log.read_text().removeprefix(before)


@pytest.mark.parametrize("table", ["training_jobs", "public.training_jobs"])
def test_what_the_snapshot_knows_is_supplied_though_the_row_of_the_settings_lacks_it(
    server: servers.Postgres, tmp_path: Path, table: str
) -> None:
    file = tmp_path / "jobs.schema.json"
    recorded = Schema({table: SchemaTable({"name": SchemaColumn("text")})})
    file.write_text(written(recorded))
    target = PostgresTarget(
        url=PostgresUrl.parse(server.url("app", "app-secret")),
        schema=file,
        insert=Insert.read(without("name")),
    )

    finding = said(ask(postgres, target, "insertable", writing=True), "insertable")

    assert (finding.status, finding.code) == ("unknown", "postgres.incomplete-insert")
    assert "lacks training_jobs.name, which the application does supply" in finding.summary


def test_an_attempt_is_one_transaction_that_is_rolled_back(server: servers.Postgres) -> None:
    project = {"query": "SELECT id FROM projects LIMIT 1"}
    before = server.log.read_text()
    insertable(server, job(project_id=project))

    lines = server.log.read_text().removeprefix(before).splitlines()
    ours = [each.partition("|LOG:  ")[2] for each in lines if each.startswith("healthcheck|LOG:")]
    begun = next(index for index, each in enumerate(ours) if "BEGIN; SET LOCAL" in each)
    asked = [each.partition(": ")[2].split()[0] for each in ours[begun:]]
    assert asked == ["BEGIN;", "SELECT", "INSERT", "SET", "ROLLBACK"]
    session = ["BEGIN", "session", "ROLLBACK"]
    assert len(ours) == len(asked) + len([*session, "privileges", "locks", "the table"])
