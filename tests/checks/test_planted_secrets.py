"""Secrets planted in every setting that can hold one come out nowhere, whatever a server says."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from healthcheck import kinds, plugins
from healthcheck.config import load
from healthcheck.dependency import Dependency
from healthcheck.secret import MASK
from healthcheck.target import settings
from tests.echo import Echo, Way, echoing
from tests.planted import Planted, filled, planted
from tests.spellings import betrayals
from tests.toys import closed_port, environment

HARD = "Zq7#v/K+9\"x&L%m\\2'"
WORD = "correcthorsebattery"
SECRETS = (HARD, WORD)

PROGRAM = """
import os, sys, traceback
from healthcheck.config import load
from healthcheck.dependency import plan
from healthcheck.process import complete
from healthcheck.report import report

configuration = load()
asked = plan(configuration.dependencies, None, writing=True)
found = complete(report(configuration, asked, operation=None))
for each in (configuration, configuration.dependencies, found, *found.outcomes):
    print(each, repr(each))
for dependency in configuration.dependencies:
    target = dependency.target
    print(target, repr(target), vars(target))
    try:
        raise RuntimeError(target)
    except RuntimeError as error:
        print(*traceback.TracebackException.from_exception(error, capture_locals=True).format())
sys.stdout.flush()
os._exit(0)
"""


Echoes = Mapping[Planted, Echo]


@contextmanager
def surrounded(way: Way) -> Iterator[Echoes]:
    """For every setting that can hold a secret, a server that betrays it."""
    with ExitStack() as stack:
        yield {
            each: stack.enter_context(echoing(each.secret, way))
            for secret in SECRETS
            for each in planted(secret)
        }


def configured(folder: Path, echoes: Echoes) -> dict[str, str]:
    """A configuration with a dependency for each; the values come from the environment."""
    lines: list[str] = []
    variables = {"HEALTHCHECK_CONFIG": "", "NO_PROXY": "*"}
    for index, (each, echo) in enumerate(echoes.items()):
        lines += [f"[dependencies.{each.kind}-{each.field}-{index}]", f'check = "{each.kind}"']
        for key, value in each.settings(echo.port).items():
            variables[f"{key}_{index}"] = value
            lines += [f'{key} = "${{{key}_{index}}}"']
    (folder / "healthcheck.toml").write_text("\n".join(lines))
    return environment(**variables)


def seen(folder: Path, variables: dict[str, str], *argv: str) -> str:
    """What a command lets a user see."""
    done = subprocess.run(
        [sys.executable, *argv],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        cwd=folder,
        env=variables,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def betrayed(text: str) -> list[str]:
    return [f"{secret} {way}" for secret in SECRETS for way in betrayals(text, secret)]


@pytest.mark.parametrize("way", Way)
def test_a_secret_that_comes_back_from_a_server_is_not_reported(tmp_path: Path, way: Way) -> None:
    formats = ["--format", "text", "--format", "json=report.json"]
    with surrounded(way) as echoes:
        variables = configured(tmp_path, echoes)
        text = seen(tmp_path, variables, "-m", "healthcheck", "--all", *formats)

    assert MASK in text
    assert betrayed(text) == []
    assert betrayed((tmp_path / "report.json").read_text()) == []
    unheard = [each.kind for each, echo in echoes.items() if not echo.heard]
    assert unheard == []
    told = {each.kind for each, echo in echoes.items() if betrayed(echo.heard.decode("latin-1"))}
    assert {"postgres", "redis"} <= told


def test_no_command_no_representation_and_no_traceback_shows_a_secret(tmp_path: Path) -> None:
    with surrounded(Way.ONCE_ASKED_WITH_KEYS) as echoes:
        variables = configured(tmp_path, echoes)
        commands = [["-m", "healthcheck", "config"], ["-m", "healthcheck", "list"], ["-c", PROGRAM]]
        texts = [seen(tmp_path, variables, *each) for each in commands]

    assert [betrayed(text) for text in texts] == [[], [], []]


# What cannot be read may be a secret in the wrong place


SPOILED = {
    "pasted": "{secret}",
    "cut by a #": "postgresql://user:pa#{secret}@127.0.0.1:5432/name",
    "cut by a slash": "redis://user:pa/{secret}@127.0.0.1:6379/0",
    "as a port": "http://user:{secret}",
    "as a host": "http://{secret}:99999/",
    "as a path": "http://127.0.0.1/{secret}",
    "with another scheme": "ftp://user:{quoted}@127.0.0.1/name",
    "without a scheme": "user:{secret}@127.0.0.1:5432/name",
    "with a space": " {quoted}",
    "with a line break": "{quoted}\n",
    "with more behind it": "{secret} (list, {secret}): {secret}",
    "as a number": "1{secret}",
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("kind", plugins.named(plugins.CHECKS))
def test_a_value_that_cannot_be_read_is_not_quoted(kind: str, spoiled: str, tmp_path: Path) -> None:
    lines: list[str] = []
    fields = settings(kinds.check(kind).target)
    for field in fields:
        lines += [f"[dependencies.{field}]", f'check = "{kind}"', f'{field} = "${{SPOILED}}"']
    (tmp_path / "healthcheck.toml").write_text("\n".join(lines))
    value = filled(spoiled, HARD, 1)

    found = load(environment={"SPOILED": value}, folder=tmp_path).dependencies

    told = [text for each in zip(found, fields, strict=True) for text in unread(*each)]
    assert [text for text in told if betrayed(text)] == []


def unread(dependency: Dependency, field: str) -> list[str]:
    """What is said and shown of a field that could not be read; others are what they are."""
    problems = [each for each in dependency.problems if each.summary.startswith(f"{field}, from")]
    shown = [each.shown for each in dependency.settings]
    return [each.summary for each in problems] + (shown if problems else [])


def test_a_developer_s_machine_reads_as_it_is(tmp_path: Path) -> None:
    """Its passwords are its user names, or plain words."""
    port = closed_port()
    (tmp_path / "healthcheck.toml").write_text(f"""
[dependencies.postgres]
check = "postgres"
url = "postgresql://postgres:postgres@localhost:{port}/postgres"
[dependencies.platform]
check = "postgres"
url = "postgresql://platform:password@localhost:{port}/platform"
[dependencies.redis]
check = "redis"
url = "redis://:redis@localhost:{port}/0"
""")
    text = seen(tmp_path, environment(HEALTHCHECK_CONFIG=""), "-m", "healthcheck", "--all")

    assert MASK not in text
    assert f"localhost:{port}/postgres" in text
    assert "postgres.refused" in text
