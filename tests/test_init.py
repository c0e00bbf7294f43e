"""`healthcheck init` on two projects, as they lie on somebody's disk: one has the platform's
layout."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checks.init import init
from checks.init.compose import services
from checks.init.finding import find
from checks.init.platform import dependencies
from checks.init.writing import untold, written
from healthcheck.config import Configuration, load

SECRETS = ("hunter2-of-the-db", "hunter2-of-the-store", "hunter2-of-clearml", "hunter2-in-compose")
PLATFORM = {
    "platform/backend/.env": """\
DATABASE_URL=postgresql+asyncpg://platform:hunter2-of-the-db@localhost:5432/platform
USER_DATABASE_URL=postgresql+asyncpg://platform:hunter2-of-the-db@localhost:5433/users
REDIS_URL=redis://:hunter2-of-the-db@localhost:6380/0
INTERNAL_STORAGE_ENDPOINT=http://localhost:9002
INTERNAL_STORAGE_ACCESS_KEY=internal
INTERNAL_STORAGE_SECRET_KEY=hunter2-of-the-store
EXTERNAL_STORAGE_ENDPOINT=http://localhost:9000
EXTERNAL_STORAGE_ACCESS_KEY=external
EXTERNAL_STORAGE_SECRET_KEY=hunter2-of-the-store
CLEARML_API_HOST=http://localhost:8008
CLEARML_API_SECRET_KEY=hunter2-of-clearml
UNRELATED=1
""",
    "platform/worker/.env": "TEMPORAL_TASK_QUEUE=training-tasks\n",
    "platform/backend/.env.example": "DATABASE_URL=\n",
    "platform/backend/alembic/env.py": "",
    "platform/backend/alembic/versions/0001.py": "",
    "platform/frontend/node_modules/x/.env": "DATABASE_URL=postgresql://nobody/x\n",
    "docker-compose.yml": """\
services:
  platform-db: { image: "postgres:16", ports: ["5432:5432"] }
  temporal:
    image: temporalio/auto-setup:1.25
    ports: ["127.0.0.1:7299:7233"]
  backend: { build: ./platform/backend }
""",
}
SMALL = {
    "deploy/compose.yaml": """\
services:
  db:
    image: postgres:${PG_VERSION:-16}-alpine
    environment: { POSTGRES_DB: training, POSTGRES_PASSWORD: hunter2-in-compose }
    ports: [{ target: 5432, published: "${DB_PORT:-15432}" }]
  user_db:
    image: registry.example.com/library/postgres:16
    environment: ["POSTGRES_DB=people", "POSTGRES_PASSWORD=hunter2-in-compose"]
    ports: ["15433:5432"]
  cache: { image: "valkey/valkey:8", ports: ["16379:6379/tcp"] }
  storage: { image: "minio/minio", ports: ["9001:9001"] }
  datasets-storage: { image: "minio/minio" }
  web: { image: "nginx", ports: [8080] }
  odd: null
""",
}


def project(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def told(folder: Path, **environment: str) -> str:
    return written(find(folder, environment))


def configured(folder: Path, **environment: str) -> Configuration:
    (folder / "healthcheck.toml").write_text(told(folder, **environment))
    return load(folder=folder, environment=environment)


def addresses(configuration: Configuration) -> dict[str, str]:
    return {each.name: each.target.address for each in configuration.dependencies if each.target}


@pytest.mark.parametrize("files", [PLATFORM, SMALL], ids=["platform", "small"])
def test_what_is_written_is_valid_and_holds_no_secret(
    files: Mapping[str, str], tmp_path: Path
) -> None:
    text = told(project(tmp_path, files))

    assert tomllib.loads(text)["extends"] == "training-platform"
    assert [each for each in SECRETS if each in text] == []
    assert max(map(len, text.splitlines())) <= 100


def test_the_platforms_own_layout_is_found(tmp_path: Path) -> None:
    folder = project(tmp_path, PLATFORM)
    parsed = tomllib.loads(told(folder))
    found = addresses(configured(folder))

    assert parsed["env_file"] == "platform/backend/.env"
    assert parsed["roles"] == {"worker": "platform/worker/.env"}
    assert parsed["dependencies"]["platform-db"] == {"migrations": "platform/backend/alembic"}
    assert found["platform-db"] == "localhost:5432/platform"
    assert found["redis"] == "localhost:6380/0"
    assert found["temporal"] == "localhost:7299"
    assert found["r2"] == "localhost:9000"


def test_services_that_only_compose_tells_of_are_found(tmp_path: Path) -> None:
    folder = project(tmp_path, SMALL)
    found = addresses(configured(folder, API_BASE_URL="http://localhost:8000"))

    assert found["platform-db"] == "localhost:15432/training"
    assert found["user-db"] == "localhost:15433/people"
    assert found["redis"] == "localhost:16379/0"
    assert found["api"] == "localhost:8000"


def test_what_could_not_be_told_is_said(tmp_path: Path) -> None:
    found = find(project(tmp_path, SMALL), {"EXTERNAL_STORAGE_ENDPOINT": "http://x"})

    assert "INTERNAL_STORAGE_SECRET_KEY" in untold(found)
    assert "EXTERNAL_STORAGE_ENDPOINT" not in untold(found)
    text = written(found)
    assert "# r2: EXTERNAL_STORAGE_ENDPOINT from the environment" in text
    assert "#   INTERNAL_STORAGE_SECRET_KEY" in text
    assert "starts it as storage, inside its network only" in text


def test_an_empty_folder_says_what_it_lacks(tmp_path: Path) -> None:
    text = told(tmp_path)

    assert "env_file" not in text
    assert "# redis: nothing here tells of it: REDIS_URL" in text
    assert load(folder=_written(tmp_path, text), environment={}).dependencies


def _written(folder: Path, text: str) -> Path:
    (folder / "healthcheck.toml").write_text(text)
    return folder


@pytest.mark.parametrize("text", ["", "[]", "services: 3", "a: [", "\x00"])
def test_a_compose_file_that_is_none_is_as_good_as_not_there(text: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(text)

    assert services(tmp_path / "compose.yml") == []


def test_several_folders_of_migrations_are_left_to_whoever_knows(tmp_path: Path) -> None:
    both = {f"{name}/{file}": "" for name in "ab" for file in ("env.py", "versions/1.py")}
    text = told(project(tmp_path, both))

    assert "# migrations = ...   one of a, b" in text


def test_names_that_are_odd_stay_texts(tmp_path: Path) -> None:
    text = told(project(tmp_path, {'a "quoted" folder/.env': "REDIS_URL=redis://x\n"}))

    assert tomllib.loads(text)["env_file"] == 'a "quoted" folder/.env'


def test_every_dependency_of_the_profile_is_spoken_of(tmp_path: Path) -> None:
    text = told(tmp_path)

    assert [name for name in dependencies() if f"# {name}: " not in text] == []


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(init, words)


def test_the_command_writes_the_file_and_says_what_is_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(project(tmp_path, PLATFORM), monkeypatch)
    again = run(tmp_path, monkeypatch)
    forced = run(tmp_path, monkeypatch, "--force")

    assert (done.exit_code, again.exit_code, forced.exit_code) == (0, 2, 0)
    assert "is there already" in again.output
    assert (tmp_path / "healthcheck.toml").read_text() == told(tmp_path)


def test_the_command_shows_it_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(project(tmp_path, SMALL), monkeypatch, "--stdout")

    assert done.exit_code == 0
    assert not (tmp_path / "healthcheck.toml").exists()


def test_a_folder_that_cannot_be_written_to_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "healthcheck.toml").mkdir()

    assert "cannot be written" in run(tmp_path, monkeypatch, "--force").output
