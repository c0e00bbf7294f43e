"""Rules that are switched off, stages that exist on some platforms only, and hidden variables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from healthcheck import Status
from healthcheck.config import ConfigError, Configuration, load
from tests.test_config_build import A, B
from tests.toys import installed, metadata, package

CHECKS = {"toy": "tests.toys:toy"}
RULES = {"same-port": "tests.test_rules:same_port"}
TWINS = """
[dependencies.a]
check = "toy"
port = 7
[dependencies.b]
check = "toy"
port = 7
"""
VARIABLE = """
[dependencies.a]
check = "toy"
host = "${A_HOST:-localhost}"
port = "${A_PORT:-1}"
"""
STAGES = """
[operations.create]
[[operations.create.stages]]
title = "always"
needs = ["a.reachable"]
effect = "rejected"
[[operations.create.stages]]
title = "sometimes"
needs = ["b.reachable"]
effect = "rejected"
"""


@pytest.fixture(autouse=True)
def toys(tmp_path: Path) -> Iterator[None]:
    with installed(package(tmp_path / "site", metadata(checks=CHECKS, rules=RULES))):
        yield


def loaded(folder: Path, text: str, *, env: str = "", **environment: str) -> Configuration:
    (folder / "healthcheck.toml").write_text(text)
    if env:
        (folder / ".env").write_text(env)
    return load(folder=folder, environment=environment)


def codes(configuration: Configuration) -> list[str | None]:
    return [each.code for one in configuration.dependencies for each in one.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["config.same-port"]),
        ("[rules]\nsame-port = true\n", ["config.same-port"]),
        ("[rules]\nsame-port = false\n", []),
    ],
    ids=["usual", "on", "off"],
)
def test_a_rule_can_be_switched_off(tmp_path: Path, text: str, found: list[str]) -> None:
    assert codes(loaded(tmp_path, text + TWINS)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[rules]\nsame-prot = false\n",
            'rules: unknown rule "same-prot"; did you mean "same-port"',
        ),
        ("[rules]\nsame-port = 0\n", "rules.same-port: expected true or false"),
        ("rules = false\n", "rules: expected a table"),
    ],
)
def test_what_is_no_rule_is_said_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        loaded(tmp_path, text + TWINS)


def test_a_file_can_switch_a_rule_on_again_that_the_one_below_switches_off(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("[rules]\nsame-port = false\n" + TWINS)

    assert codes(loaded(tmp_path, 'extends = "base.toml"\n[rules]\nsame-port = true\n')) == [
        "config.same-port"
    ]


def test_a_variable_that_the_environment_hides_is_told_without_its_values(tmp_path: Path) -> None:
    env = "A_HOST=db.internal\nA_PORT=7\n"
    found = loaded(tmp_path, VARIABLE, env=env, A_HOST="elsewhere", A_PORT="8")

    (problem,) = found.dependencies[0].problems
    assert (problem.code, problem.status) == ("config.shadowed-variable", Status.WARN)
    assert problem.summary == (
        "A_HOST, A_PORT: .env has another value than the environment, which counts here"
    )


@pytest.mark.parametrize(
    ("env", "environment"),
    [
        ("A_HOST=same\n", {"A_HOST": "same"}),
        ("A_HOST=\n", {"A_HOST": "same"}),
        ("A_HOST=same\n", {}),
        ("OTHER=one\n", {"OTHER": "two"}),
    ],
    ids=["the same", "empty", "not set", "not used"],
)
def test_what_hides_nothing(tmp_path: Path, env: str, environment: dict[str, str]) -> None:
    assert codes(loaded(tmp_path, VARIABLE, env=env, **environment)) == []


def test_the_engines_own_rule_can_be_switched_off_too(tmp_path: Path) -> None:
    text = "[rules]\nshadowed-variable = false\n" + VARIABLE

    assert codes(loaded(tmp_path, text, env="A_HOST=one\n", A_HOST="two")) == []


@pytest.mark.parametrize(
    ("when", "environment", "titles"),
    [
        ('when = ["LABELER_URL"]', {"LABELER_URL": "x"}, ["always", "sometimes"]),
        ('when = "LABELER_URL"', {"LABELER_URL": ""}, ["always"]),
        ('when = ["LABELER_URL", "OTHER"]', {"OTHER": "x"}, ["always", "sometimes"]),
        ("", {}, ["always", "sometimes"]),
    ],
    ids=["set", "empty", "one of two", "without"],
)
def test_a_stage_that_only_some_platforms_have(
    tmp_path: Path, when: str, environment: dict[str, str], titles: list[str]
) -> None:
    (operation,) = loaded(tmp_path, f"{A}{B}{STAGES}{when}\n", **environment).operations

    assert [each.title for each in operation.stages] == titles


def test_a_stage_that_is_not_there_is_held_to_the_rules_all_the_same(tmp_path: Path) -> None:
    text = f"{A}{B}{STAGES}when = ['NOBODY_SETS_THIS']\n".replace("b.reachable", "b.reach")

    with pytest.raises(ConfigError, match="unknown step"):
        loaded(tmp_path, text)


@pytest.mark.parametrize("when", ["when = 1", "when = ['a b']", "when = [1]"])
def test_what_names_no_variable_is_refused(tmp_path: Path, when: str) -> None:
    with pytest.raises(ConfigError, match=r"stages\[1\].when: .* is no name of a variable"):
        loaded(tmp_path, f"{A}{B}{STAGES}{when}\n")
