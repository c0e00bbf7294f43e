"""The GitHub action: held to GitHub's schema, and its second step run as a runner runs it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from tests.toys import closed_port

HOME = Path(__file__).parent.parent
ACTION = HOME / "action.yml"
BIN = Path(sys.executable).parent


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """As the first step leaves it: an environment with healthcheck in it."""
    (tmp_path / "temp" / "healthcheck").mkdir(parents=True)
    (tmp_path / "temp" / "healthcheck" / "bin").symlink_to(BIN)
    (tmp_path / "healthcheck.toml").write_text(
        f'[dependencies.redis]\ncheck = "redis"\nurl = "redis://127.0.0.1:{closed_port()}"\n'
    )
    return tmp_path


def action() -> Any:
    return yaml.safe_load(ACTION.read_text())


def run(room: Path, **inputs: str) -> "subprocess.CompletedProcess[str]":
    """The last step, with inputs as GitHub hands them on."""
    step = action()["runs"]["steps"][-1]
    given = {name: each["default"] for name, each in action()["inputs"].items()} | inputs
    own = {name: _filled(text, given) for name, text in step["env"].items()}
    environment = {**os.environ, **own, "RUNNER_TEMP": str(room / "temp")}
    environment["GITHUB_STEP_SUMMARY"] = str(room / "summary")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=room,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _filled(text: str, inputs: dict[str, str]) -> str:
    for name, value in inputs.items():
        text = text.replace(f"${{{{ inputs.{name} }}}}", value)
    return text


def test_it_is_an_action_by_githubs_schema() -> None:
    program = str(BIN / "check-jsonschema")
    words = [program, "--builtin-schema", "vendor.github-actions", str(ACTION)]

    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_a_red_run_is_annotated_summarised_and_reported(room: Path) -> None:
    done = run(room, arguments="run redis --timeout 5s", junit="out.xml", json="out.json")

    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::notice title=healthcheck::BLOCKED: redis would not do.")
    assert "::error title=redis.reachable%3A redis.refused::" in done.stdout
    assert (room / "summary").read_text().startswith("## healthcheck: BLOCKED")
    assert ElementTree.parse(room / "out.xml").getroot().get("failures") == "1"
    assert (room / "out.json").exists()


def test_without_files_only_githubs_own_places_are_written_to(room: Path) -> None:
    before = set(room.iterdir())
    run(room, arguments="run redis")

    assert {each.name for each in set(room.iterdir()) - before} == {"summary"}


def test_an_argument_is_a_word_and_no_command(room: Path) -> None:
    done = run(room, arguments="run $(touch owned) *")

    assert done.returncode == 2
    assert not (room / "owned").exists()


def test_what_is_installed_is_what_was_tested() -> None:
    install = action()["runs"]["steps"][0]["run"]

    assert "requirements.lock" in install
    assert (HOME / "requirements.lock").exists()


def test_the_hook_of_pre_commit_only_reads() -> None:
    (hook,) = yaml.safe_load((HOME / ".pre-commit-hooks.yaml").read_text())

    assert (hook["id"], hook["entry"]) == ("healthcheck", "healthcheck run")
    assert hook["pass_filenames"] is False


def test_the_shell_completes_commands() -> None:
    environment = {**os.environ, "_HEALTHCHECK_COMPLETE": "bash_complete"}
    environment |= {"COMP_WORDS": "healthcheck expl", "COMP_CWORD": "1"}
    done = subprocess.run(
        [BIN / "healthcheck"], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout == "plain,explain\n"
