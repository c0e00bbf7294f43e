"""The public interface under `mypy --strict`: what it accepts, and what it refuses.

A mistake in the examples carries an ignore: were it accepted, mypy would complain of the ignore.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "typing_examples"
EXAMPLE = HERE.parent.parent / "examples/healthcheck-memcached/healthcheck_memcached.py"
FILES = [EXAMPLE, *sorted(HERE.glob("*.py"))]


@pytest.fixture(scope="module")
def said() -> str:
    """All that mypy says of the examples."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-color-output"]
    done = subprocess.run(
        [*command, *(str(each) for each in FILES)],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parent.parent,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mypy_accepts_what_is_right_and_refuses_every_mistake(path: Path, said: str) -> None:
    assert [line for line in said.splitlines() if f"{path.name}:" in line] == []


def test_mypy_has_read_the_examples(said: str) -> None:
    assert said == "Success: no issues found in 3 source files\n"


def test_the_mistakes_are_all_there() -> None:
    ignores = re.findall(r"# type: ignore\[.*\]  # refused", (HERE / "mistakes.py").read_text())

    assert len(ignores) == 19
