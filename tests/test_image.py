"""The image of the pre-flight, as far as it can be judged without building it."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

HOME = Path(__file__).parent.parent
DOCKERFILE = (HOME / "Dockerfile").read_text("utf-8")
PYPROJECT = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))


def sources() -> list[str]:
    """What the Dockerfile copies from this folder."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets a path through: the last line for it, or for a parent, decides."""
    sent = True
    places = [f"/{each}" for each in (path, *Path(path).parents)]
    for line in (HOME / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!")
        anchored = pattern if pattern.startswith("**/") else f"/{pattern}"
        if line and not line.startswith("#") and any(fnmatch(each, anchored) for each in places):
            sent = line.startswith("!")
    return sent


def test_the_image_has_a_python_that_the_project_accepts_pinned_and_one_only() -> None:
    bases = set(re.findall(r"^FROM python:(\S+?)-slim-\w+(?: AS \w+)?$", DOCKERFILE, re.MULTILINE))

    assert len(bases) == 1
    assert DOCKERFILE.count("FROM ") == 2
    assert re.fullmatch(r"\d+\.\d+\.\d+", version := bases.pop())
    assert version in SpecifierSet(PYPROJECT["project"]["requires-python"])


@pytest.mark.parametrize("source", sources())
def test_what_the_image_copies_exists_and_is_sent(source: str) -> None:
    assert (HOME / source).exists()
    assert is_sent(source)


def test_the_image_copies_every_package_and_nothing_else_is_sent() -> None:
    packages = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert {*packages, PYPROJECT["project"]["readme"], "pyproject.toml"} <= set(sources())
    assert {each.name for each in HOME.iterdir() if is_sent(each.name)} == set(sources())
    assert not is_sent("checks/redis/__pycache__/url.cpython-311.pyc")


def test_the_checker_does_not_run_as_root() -> None:
    last = DOCKERFILE.rpartition("FROM ")[2]

    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert 'ENTRYPOINT ["/opt/healthcheck/bin/healthcheck"]' in last
