"""Which steps a run asks."""

from healthcheck import Check, Probe
from healthcheck.dependency import Dependency, inspection, plan
from tests.toys import Place, bare


def check() -> Check[Place, None]:
    toy = bare()

    @toy.step
    async def reachable(client: None, probe: Probe[Place]) -> None: ...
    @toy.step
    async def writable(client: None, probe: Probe[Place]) -> None: ...
    @toy.step(after=["writable"], writes=True)
    async def scratch(client: None, probe: Probe[Place]) -> None: ...
    @toy.inspect
    async def locks(client: None, probe: Probe[Place]) -> None: ...

    return toy


TWO = [Dependency(name=name, check=check(), target=Place()) for name in ("a", "b")]
EVERY = {"configured", "reachable", "writable", "scratch"}


def test_without_names_every_step_of_every_dependency_is_planned() -> None:
    assert plan(TWO, None, writing=True).steps == {"a": EVERY, "b": EVERY}


def test_a_dependency_stands_for_all_of_its_steps() -> None:
    assert plan(TWO, ["b"], writing=False).steps == {"b": EVERY}


def test_a_step_brings_along_all_that_it_comes_after() -> None:
    assert plan(TWO, ["a.scratch"], writing=False).steps == {"a": EVERY}
    assert plan(TWO, ["a.writable"], writing=False).steps == {
        "a": {"configured", "reachable", "writable"}
    }


def test_configured_may_be_named_and_brings_nothing() -> None:
    assert plan(TWO, ["a.configured"], writing=False).steps == {"a": {"configured"}}


def test_names_add_up() -> None:
    chosen = plan(TWO, ["a.reachable", "b.configured", "a.writable"], writing=False)

    assert chosen.steps == {"a": {"configured", "reachable", "writable"}, "b": {"configured"}}
    assert chosen.asks("a", "writable")
    assert not chosen.asks("a", "scratch")
    assert not chosen.asks("c", "reachable")


def test_a_plan_writes_only_where_it_is_told_to() -> None:
    assert plan(TWO, None, writing=True).writing
    assert not plan(TWO, None, writing=False).writing


def test_inspections_are_a_plan_of_their_own() -> None:
    looking = inspection(TWO)

    assert looking.inspecting
    assert not looking.writing
    assert looking.steps == {"a": {"locks"}, "b": {"locks"}}
