"""Checks: what a declaration accepts, and what it makes of itself."""

import pytest

from healthcheck import Check, Code, Probe, Target
from healthcheck.codes import COMMON
from tests.toys import Place, bare


async def ask(client: object, probe: Probe[Place]) -> None:
    """Why  it
    is asked."""


def named(name: str) -> object:
    async def step(client: object, probe: Probe[Place]) -> None: ...

    step.__name__ = name
    return step


def declared(*names: str) -> Check[Place, None]:
    check = bare()
    for name in names:
        check.step(named(name))  # type: ignore[call-overload]  # its name is made up
    return check


def test_a_docstring_is_the_why_on_one_line() -> None:
    check = bare()

    check.step(ask)

    assert check.steps["ask"].why == "Why it is asked."


def test_a_step_comes_after_reachable_and_authenticated_where_they_stand_above_it() -> None:
    check = declared("reachable", "authenticated", "writable")

    assert check.steps["writable"].after == ("reachable", "authenticated")


def test_a_step_does_not_come_after_what_stands_below_it() -> None:
    check = declared("early", "reachable", "late")

    assert check.steps["early"].after == ()
    assert check.steps["late"].after == ("reachable",)


def test_an_after_of_its_own_replaces_the_usual_one() -> None:
    check = declared("reachable", "writable")

    check.step(after=["writable"])(ask)

    assert check.steps["ask"].after == ("writable",)


def test_a_name_that_is_not_declared_above_raises_where_it_is_written() -> None:
    check = declared("reachable")

    with pytest.raises(ValueError, match=r"toy\.ask: no step 'writeable' is declared above"):
        check.step(after=["writeable"])(ask)


@pytest.mark.parametrize("name", ["reachable", "configured"])
def test_a_step_is_declared_once_and_configured_is_the_engines(name: str) -> None:
    check = declared("reachable")

    with pytest.raises(ValueError, match="declared twice"):
        check.step(named(name))  # type: ignore[call-overload]  # its name is made up


def test_the_decorators_give_the_function_back_so_that_two_checks_can_share_it() -> None:
    one, other = bare("one"), bare("other")

    shared = other.step(one.step(ask))

    assert shared is ask
    assert one.steps["ask"].ask is other.steps["ask"].ask


def test_an_offline_step_and_an_inspection_are_kept_apart_from_the_others() -> None:
    check = bare()

    async def settings(probe: Probe[Place]) -> None: ...

    check.offline(settings)
    check.inspect(ask)

    assert check.steps["settings"].offline
    assert list(check.inspections) == ["ask"]


def test_no_step_comes_after_one_that_is_asked_last() -> None:
    check = bare()
    check.step(last=True)(ask)

    async def early(client: None, probe: Probe[Place]) -> None: ...

    with pytest.raises(ValueError, match="asked before 'ask'"):
        check.step(after=["ask"])(early)


def test_options_of_a_step_are_its_own() -> None:
    check = bare()

    check.step(writes=True, limit=0.3)(ask)

    assert (check.steps["ask"].writes, check.steps["ask"].limit) == (True, 0.3)


def test_a_check_s_own_words_go_before_the_engine_s() -> None:
    own = Code("refused", "It is shut.", "Open it.")
    check = bare(codes=[own])

    assert check.code("refused") is own
    assert check.code("silent") is COMMON["silent"]
    assert check.code("nonsense") is None


def test_a_word_that_is_declared_twice_raises() -> None:
    with pytest.raises(ValueError, match="code 'full' is declared twice"):
        bare(codes=[Code("full", "a", "b"), Code("full", "c", "d")])


def test_a_check_that_connects_can_end_with_the_common_words_and_its_own() -> None:
    check = bare(codes=[Code("full", "It is full.", "Empty it.")])

    assert set(check.words()) == {*COMMON, "full"}


def test_a_check_that_connects_to_nothing_has_only_words_of_its_own() -> None:
    check: Check[Target, None] = Check("disk", Place, codes=[Code("full", "Full.", "Empty it.")])

    assert list(check.words()) == ["full"]


def test_a_check_is_named_in_sentences_by_its_service_else_by_its_kind() -> None:
    assert bare("redis", service="Redis").service == "Redis"
    assert bare("redis").service == "redis"


def test_a_check_s_text_shows_its_kind_and_nothing_of_a_target() -> None:
    assert repr(bare("redis")) == "Check('redis')"
