"""What is installed, by entry points."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from healthcheck import Fault, Probe, kinds, plugins
from healthcheck.check import Check
from healthcheck.errors import Unloadable
from tests import toys
from tests.toys import TOYS, bare, installed, metadata, package

stray = bare(faults=[Fault("builtins.OSError", "writeable", "odd")])
rule_like = object()
aloof: Check[toys.Place, None] = Check("toy", toys.Place)


@aloof.step
async def reachable(client: None, probe: Probe[toys.Place]) -> None:
    """Asked over a connection that nobody makes."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a test puts what is installed."""
    with installed(tmp_path):
        yield tmp_path


def test_an_installed_check_is_found_by_its_kind(folder: Path) -> None:
    package(folder, TOYS)

    assert kinds.check("toy") is toys.toy
    assert list(plugins.named(plugins.CHECKS)) == ["toy"]


def test_a_kind_that_is_not_installed_is_a_key_error(folder: Path) -> None:
    package(folder, TOYS)

    with pytest.raises(KeyError):
        kinds.check("nonsense")


def test_of_two_with_one_name_the_first_found_counts(tmp_path: Path) -> None:
    first = package(tmp_path / "first", TOYS)
    second = package(tmp_path / "second", metadata(checks={"toy": "no.such:thing"}), name="other")

    with installed(first, second):
        assert kinds.check("toy") is toys.toy


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("no.such.module:thing", "No module named 'no'"),
        ("tests.toys:missing", "has no attribute 'missing'"),
        ("tests.toys:TOYS", "is str, not a Check"),
        ("tests.test_kinds:mute", "is the check 'mute': give both one name"),
        ("tests.test_kinds:aloof", r"never connects, but its steps need it: \['reachable'\]"),
        ("tests.test_kinds:stray", r"fault rows for steps it does not declare: \['writeable'\]"),
    ],
)
def test_an_entry_point_that_gives_no_check_is_unloadable(
    folder: Path, at: str, sentence: str
) -> None:
    package(folder, metadata(checks={"toy": at}))

    with pytest.raises(Unloadable, match=sentence):
        kinds.check("toy")


def test_a_broken_check_does_not_keep_the_others_from_being_recognised(folder: Path) -> None:
    entries = {"broken": "no.such:thing", "mute": "tests.test_kinds:mute", "toy": "tests.toys:toy"}
    package(folder, metadata(checks=entries))

    assert list(kinds.greetings()) == [toys.GREETING]


mute: Check[toys.Place, None] = bare("mute")


def test_every_installed_rule_is_found(folder: Path) -> None:
    package(folder, metadata(rules={"same-port": "tests.test_rules:same_port"}))

    assert [each.name for each in kinds.rules()] == ["same-port"]


def test_what_is_no_rule_is_unloadable(folder: Path) -> None:
    package(folder, metadata(rules={"odd": "tests.test_kinds:rule_like"}))

    with pytest.raises(Unloadable, match=r"healthcheck\.rules name what is no rule"):
        kinds.rules()


def test_a_package_beside_ours_is_not_shadowed_by_a_folder_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.partition(".")[0] == "sandbox"]:
        monkeypatch.delitem(sys.modules, name)
    before = list(sys.path)

    found = plugins.load(EntryPoint("x", "sandbox:__doc__", plugins.COMMANDS))

    assert found is None or "wrong" not in found
    assert sys.path == before
