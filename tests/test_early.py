"""What steps begin before anything is imported."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from healthcheck import Check, Probe
from healthcheck.early import Early
from tests.toys import Place, asked, bare, told


@dataclass
class Begun:
    """Notes what was there when it began, and whether it was closed."""

    told: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.told.append("closed")


def beginning(begun: Begun, module: str) -> Check[Place, None]:
    """A check with an import, and a step that begins before it."""

    def begin(target: Place) -> Begun:
        begun.told.append("imported" if module in sys.modules else f"begun at {target.address}")
        return begun

    check = bare(imports=[module])

    @check.step(early=begin)
    async def reachable(client: None, probe: Probe[Place]) -> None:
        """Somebody has to answer."""
        probe.early(begin).told.append("asked")

    return check


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "a_library_for_early.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "a_library_for_early", raising=False)
    return "a_library_for_early"


def test_a_step_begins_before_its_library_is_imported_and_is_closed_at_the_end(module: str) -> None:
    begun = Begun()

    asked(beginning(begun, module))

    assert begun.told == ["begun at 127.0.0.1:1", "asked", "closed"]


def test_a_step_that_is_not_asked_begins_nothing(module: str) -> None:
    begun = Begun()
    check = beginning(begun, module)

    @check.step(after=[])
    async def other(client: None, probe: Probe[Place]) -> None:
        """Comes after nothing."""

    asked(check, "other")

    assert begun.told == []


def test_what_cannot_begin_fails_where_it_is_asked_for() -> None:
    def begin(target: Place) -> Begun:
        raise FileNotFoundError("no such program")

    check = bare()

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        """Needs nothing of it."""

    @check.step(early=begin)
    async def second(client: None, probe: Probe[Place]) -> None:
        """Needs it."""
        probe.early(begin)

    assert told(asked(check)) == {
        "configured": "ok",
        "reachable": "ok",
        "second": "internal.unrecognised",
    }


def test_it_is_begun_once() -> None:
    begun = [Begun(), Begun()]
    early = Early(Place())

    def begin(target: Place) -> Begun:
        return begun.pop()

    assert early.get(begin) is early.get(begin)
    early.close()
    assert len(begun) == 1
