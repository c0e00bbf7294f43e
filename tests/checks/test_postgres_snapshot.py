"""`healthcheck snapshot`: what it writes, and what it says where it cannot."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checks.snapshot import snapshot
from tests import servers

CONFIG = """
[dependencies.platform-db]
check = "postgres"
url = "{url}"

[dependencies.closed-db]
check = "postgres"
url = "postgresql://app:app-secret@127.0.0.1:{closed}/platform"

[dependencies.wrong-db]
check = "postgres"
url = "postgresql://app:wrong-secret@127.0.0.1:{port}/platform"

[dependencies.unset-db]
check = "postgres"
url = "${{SURELY_NOT_SET}}"

[dependencies.redis]
check = "redis"
url = "redis://127.0.0.1:{closed}/0"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres() as started:
        started.sql("CREATE DATABASE platform", "CREATE ROLE app LOGIN PASSWORD 'app-secret'")
        started.sql(
            "CREATE TABLE projects (id serial PRIMARY KEY, name text DEFAULT 'caf\u00e9')",
            "CREATE TABLE jobs (id serial PRIMARY KEY, project int REFERENCES projects)",
            "INSERT INTO projects (name) VALUES ('secret name')",
            database="platform",
        )
        yield started


@pytest.fixture
def config(server: servers.Postgres, tmp_path: Path) -> str:
    url = server.url("app", "app-secret", "platform")
    text = CONFIG.format(url=url, port=server.port, closed=servers.free_port())
    (tmp_path / "healthcheck.toml").write_text(text)
    return str(tmp_path / "healthcheck.toml")


def taken(*arguments: str) -> Result:
    """The command's outcome."""
    return CliRunner().invoke(snapshot, arguments)


def test_a_database_is_recorded_in_ascii_without_what_is_in_it(config: str) -> None:
    result = taken("platform-db", "--config", config)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.isascii()
    assert result.stdout.endswith("}\n")
    assert "secret" not in result.stdout
    assert sorted(json.loads(result.stdout)["tables"]) == ["jobs", "projects"]


def test_it_is_the_same_twice(config: str) -> None:
    once = taken("platform-db", "--config", config)

    assert taken("platform-db", "--config", config).stdout == once.stdout


def test_of_some_tables(config: str) -> None:
    result = taken("platform-db", "--tables", "jobs", "--config", config)

    assert list(json.loads(result.stdout)["tables"]) == ["jobs"]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["platform-db", "--tables", "job"], 3, "there is no table job; there are: jobs, projects"),
        (["closed-db"], 1, "refuses connections"),
        (["wrong-db"], 1, "password"),
        (["unset-db"], 2, "SURELY_NOT_SET"),
        (["redis"], 2, "redis is no PostgreSQL, but Redis; there are: platform-db"),
        (["platform"], 2, 'did you mean "platform-db"?'),
        ([], 2, "name a dependency, or a model"),
        (["platform-db", "--from-metadata", "a:b"], 2, "name a dependency, or a model"),
        (["platform-db", "--python", "python3"], 2, "--python is for --from-metadata"),
        (["--from-metadata", "no_such:Base"], 2, "No module named 'no_such'"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_nothing_is_written(
    config: str, arguments: list[str], code: int, why: str
) -> None:
    result = taken(*arguments, "--config", config)

    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert why in result.stderr


def test_a_model_is_recorded_without_a_server() -> None:
    result = taken("--from-metadata", "sandbox.platform.models:Base.metadata")
    told = json.loads(result.stdout)

    assert told["source"] == "model"
    assert told["tables"]["training_jobs"]["columns"]["status"]["supplied"] is True
