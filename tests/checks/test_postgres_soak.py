"""Runs that are killed while they try an INSERT leave nothing behind, whatever they were at."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

KILLED = 30
STARTS, LASTS = 0.2, 1.2
"""Seconds before which a run has not yet asked anything, and after which it has ended."""
CONFIG = """
env_file = []

[dependencies.platform-db]
check = "postgres"
url = "{url}"
tables = ["projects (select)"]

[dependencies.platform-db.insert]
table = "training_jobs"
values = {{ name = "x", project_id = {{ query = "SELECT id FROM projects LIMIT 1" }} }}
"""
SETUP = (
    "CREATE ROLE app LOGIN PASSWORD 'app-secret'",
    "CREATE TABLE projects (id int PRIMARY KEY)",
    "INSERT INTO projects VALUES (1)",
    "CREATE TABLE training_jobs"
    " (id serial, name text NOT NULL, project_id int REFERENCES projects)",
    # so that the INSERT is what a run is mostly killed at
    "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$",
    "CREATE TRIGGER lingering BEFORE INSERT ON training_jobs"
    " FOR EACH ROW EXECUTE FUNCTION linger()",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO app",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app",
)
OURS = "FROM pg_stat_activity a WHERE application_name = 'healthcheck'"
LOCKS = "SELECT 1 FROM pg_locks WHERE relation = 'training_jobs'::regclass"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres("ssl=off") as started:
        started.sql(*SETUP)
        yield started


def test_killed_runs_leave_no_row_no_lock_and_no_transaction(
    server: servers.Postgres, tmp_path: Path
) -> None:
    config = tmp_path / "healthcheck.toml"
    config.write_text(CONFIG.format(url=server.url("app", "app-secret")))
    words: list[str | Path] = [
        Path(sys.executable).with_name("healthcheck"),
        "--all",
        "--config",
        config,
    ]
    chance = random.Random(6)
    seen = 0
    for _ in range(KILLED):
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            run.wait(timeout=chance.uniform(STARTS, LASTS))
        except subprocess.TimeoutExpired:
            run.kill()
        run.wait()
        seen += len(server.sql(f"SELECT 1 {OURS} AND xact_start IS NOT NULL"))

    servers.until(lambda: not server.sql(f"SELECT 1 {OURS}"), "their sessions have ended")
    assert seen > 0, "no run was killed in its transaction: this has shown nothing"
    assert server.sql(LOCKS) == []
    assert server.sql("SELECT * FROM training_jobs") == []
