"""Every code is declared, explained, used, and tested: a code without a test fails the build."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthcheck import kinds
from healthcheck.codes import COMMON, ENGINE
from healthcheck.describe import every_code, explanation

ROOT = Path(__file__).parent.parent
BUILT_IN = ("clearml", "host", "http", "minio", "oidc", "postgres", "r2", "redis", "temporal")
THIS = Path(__file__).name


def literals(folder: str) -> Iterator[str]:
    """Every text in the code of a folder."""
    for file in (ROOT / folder).rglob("*.py"):
        if file.name == THIS:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


TESTED = {word for text in literals("tests") for word in re.findall(r"[a-z0-9-]+\.[a-z-]+", text)}
USED = set(literals("checks"))


def own_codes() -> list[str]:
    """The codes that the built-in checks declare, and those their fault rows end with."""
    return sorted(
        {
            f"{kind}.{word}"
            for kind in BUILT_IN
            for word in [*kinds.check(kind).declared, *(f.code for f in kinds.check(kind).faults)]
        }
    )


@pytest.mark.parametrize("code", own_codes())
def test_a_code_of_a_check_has_a_test_and_its_words(code: str) -> None:
    kind, _, word = code.partition(".")

    assert code in TESTED, f"no test names {code}"
    assert kinds.check(kind).code(word), f"{code} is not declared"
    assert word in USED, f"{code} is declared and never used"


@pytest.mark.parametrize("word", sorted(COMMON))
def test_a_common_code_has_a_test_of_some_check(word: str) -> None:
    assert any(each.endswith(f".{word}") for each in TESTED)


@pytest.mark.parametrize("code", sorted([*ENGINE, *(f"config.{r.name}" for r in kinds.rules())]))
def test_a_code_of_the_engine_or_a_rule_has_a_test(code: str) -> None:
    assert code in TESTED, f"no test names {code}"


def test_every_code_can_be_explained() -> None:
    for code in every_code():
        said = explanation(code)

        assert said.startswith(f"{code}\n"), code
        assert "Cause" in said, code
        assert "Remedy" in said, code
        assert all(len(line) <= 80 for line in said.splitlines()), code
