"""Rules: pure functions of all targets."""

from collections.abc import Iterator

from healthcheck import Manner, Status, Suspicion, rule
from healthcheck.rules import Targets, findings
from tests.toys import Place

TARGETS = {"a": Place(port=1), "b": Place(port=1), "c": Place(port=2)}


@rule("same-port")
def same_port(targets: Targets) -> Iterator[Suspicion]:
    """Two services cannot listen
    on one port."""
    seen: set[object] = set()
    for name, target in targets.items():
        if target.peer in seen:
            yield Suspicion(name, "the port is taken", "choose another", fatal=name == "c")
        seen.add(target.peer)


@rule("never")
def never(targets: Targets) -> list[Suspicion]:
    return []


def test_a_rule_says_what_it_suspects_about_a_dependency() -> None:
    found = findings([same_port, never], TARGETS)

    assert list(found) == ["b"]
    assert found["b"][0].step == "configured"
    assert (found["b"][0].status, found["b"][0].manner) == (Status.WARN, None)
    assert (found["b"][0].code, found["b"][0].hint) == ("config.same-port", "choose another")


def test_what_no_service_could_accept_is_a_failure_that_refuses() -> None:
    found = findings([same_port], {"a": Place(), "c": Place()})

    assert (found["c"][0].status, found["c"][0].manner) == (Status.FAIL, Manner.REFUSES)


def test_what_several_rules_say_adds_up() -> None:
    again = rule("again")(same_port.suspect)

    found = findings([same_port, again], TARGETS)

    assert [each.code for each in found["b"]] == ["config.same-port", "config.again"]


def test_a_rule_can_be_asked_by_itself_and_knows_its_cause() -> None:
    assert [each.dependency for each in same_port(TARGETS)] == ["b"]
    assert same_port.cause == "Two services cannot listen on one port."
    assert never.cause == ""


def test_a_suspicion_without_a_hint_has_the_rule_s_remedy() -> None:
    @rule("bare", remedy="do this")
    def bare(targets: Targets) -> list[Suspicion]:
        return [Suspicion("a", "it looks odd")]

    (finding,) = findings([bare], TARGETS)["a"]
    assert finding.hint == "do this"
