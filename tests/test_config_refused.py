"""A broken configuration as its author meets it: one line, exit 2, and nothing is asked."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toys import environment, metadata, package

CHECKS = {"toy": "tests.toys:toy", "postgres": "checks.postgres:postgres"}
GOOD = '[dependencies.a]\ncheck = "toy"\n'


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with a configuration that can be read, and one with checks that are installed."""
    package(tmp_path / "installed", metadata(checks=CHECKS))
    (tmp_path / "healthcheck.toml").write_text(GOOD)
    return tmp_path


def run(room: Path, *argv: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    clean = {"HEALTHCHECK_CONFIG": "", "DATABASE_URL": "", **variables}
    return subprocess.run(
        [sys.executable, "-m", "healthcheck", *argv],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=room,
        env=environment(room / "installed", **clean),
    )


@pytest.mark.parametrize(
    ("argv", "text", "line"),
    [
        ([], "", "healthcheck.toml: the file configures nothing"),
        ([], b"a = '\xff'", "healthcheck.toml: not valid TOML: 'utf-8' codec can't decode"),
        ([], GOOD + GOOD, "healthcheck.toml: not valid TOML: Cannot declare"),
        ([], GOOD + 'timeout = ["5s"]', "healthcheck.toml: dependencies.a.timeout: expected a"),
        ([], 'extends = "healthcheck.toml"', "healthcheck.toml: extends: a cycle of files"),
        ([], 'env_file = "no/.env"\n' + GOOD, "healthcheck.toml: env_file: there is no file no"),
        (["--config", "no.toml"], GOOD, "--config: there is no file no.toml"),
        (["--config", "~no-such-user/h.toml"], GOOD, "--config: there is no file ~no-such-user"),
        (["--config", "installed"], GOOD, "--config: there is no file installed"),
        (["--config", ""], GOOD, '--config: there is no file ""'),
        (["--env-file", "n" * 300], GOOD, "--env-file: there is no file nnn"),
    ],
)
def test_it_is_one_line_that_says_where(
    room: Path, argv: list[str], text: str | bytes, line: str
) -> None:
    (room / "healthcheck.toml").write_bytes(text if isinstance(text, bytes) else text.encode())

    done = run(room, "--all", *argv)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {line}")
    assert done.stderr.count("\n") == 1


def test_a_file_that_the_environment_names_has_to_be_there(room: Path) -> None:
    done = run(room, "--all", HEALTHCHECK_CONFIG="no.toml")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: HEALTHCHECK_CONFIG: there is no file no.toml\n"


def test_a_variable_that_is_not_set_fails_its_dependency_and_is_no_error(room: Path) -> None:
    (room / "healthcheck.toml").write_text(
        '[dependencies.a]\ncheck = "postgres"\nurl = "${DATABASE_URL}"'
    )
    done = run(room, "run")

    assert (done.returncode, done.stderr) == (1, "")
    assert "FAIL configured: config.missing-setting" in done.stdout


def test_a_database_that_the_env_file_leaves_out_would_silently_be_another_one(room: Path) -> None:
    (room / ".env").write_text("REDIS_URL=redis://localhost\n")
    (room / "healthcheck.toml").write_text(
        '[dependencies.db]\ncheck = "postgres"\nunset = "sqlite"\n'
        'url = "${DATABASE_URL:-postgresql://localhost:1/platform}"\n'
    )

    done = run(room, "--all")

    said = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (1, "")
    assert "FAIL configured: postgres.sqlite" in said
    assert "DATABASE_URL is not set, though .env was read" in said
    assert "the backend would silently use SQLite" in said
    assert "Set the variable to the PostgreSQL URL of the platform." in said
