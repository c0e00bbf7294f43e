"""The probe: how a step says what it found."""

import asyncio
from typing import Any

import pytest

from healthcheck import Code, Finding, Manner, Probe, Status
from healthcheck.early import Early
from healthcheck.facts import Board
from healthcheck.probe import Ended, Memory
from healthcheck.secret import Scrubber
from tests.toys import Place

FULL = Code("full", "There is no room.", "Make room.", passing=True)


def probe() -> Probe[Place]:
    return Probe(
        Place(),
        step="capacity",
        kind="toy",
        codes={"full": FULL},
        memory=Memory(),
        early=Early(Place()),
        board=Board([]),
        limit=2.0,
        quote=Scrubber.of(["hunter22"]).quote,
    )


def ending(call: str, *args: Any, **options: Any) -> Finding:
    with pytest.raises(Ended) as caught:
        getattr(probe(), call)(*args, **options)
    return caught.value.finding


class Client:
    def __init__(self) -> None:
        self.calls = 0

    async def info(self, section: str = "", **options: object) -> str:
        self.calls += 1
        return f"{section}{self.calls}"

    async def broken(self) -> str:
        self.calls += 1
        raise OSError("no")


def test_a_server_is_quoted_in_one_line_without_secrets_and_not_at_length() -> None:
    quoted = probe().quote(f"no user\n\x1b\x07\u202ewith hunter22{'.' * 300}")

    assert quoted == f"no user with ***{'.' * 281}..."


def test_fail_ends_the_step_with_a_finding() -> None:
    finding = ending("fail", "odd", "it is odd", hint="look", manner="blocks", passing=True)

    assert finding == Finding(
        step="capacity",
        status=Status.FAIL,
        code="toy.odd",
        manner=Manner.BLOCKS,
        passing=True,
        summary="it is odd",
        hint="look",
    )


def test_fail_refuses_unless_it_says_otherwise() -> None:
    assert ending("fail", "full", "no room").manner is Manner.REFUSES


def test_fail_passes_an_author_s_own_except_exception() -> None:
    def step() -> None:
        try:
            probe().fail("full", "no room")
        except Exception:  # noqa: BLE001 - what authors write
            pytest.fail("the author's except caught the ending")

    with pytest.raises(Ended):
        step()


def test_without_a_hint_and_a_word_on_passing_those_of_the_code_are_taken() -> None:
    finding = ending("fail", "full", "no room")

    assert (finding.hint, finding.passing) == ("Make room.", True)


def test_a_step_may_know_better_whether_it_passes() -> None:
    assert ending("fail", "full", "no room", passing=False).passing is False


def test_a_code_that_is_not_declared_needs_a_hint() -> None:
    with pytest.raises(ValueError, match=r"toy\.odd has no hint"):
        probe().fail("odd", "it is odd")


def test_what_an_earlier_step_has_told_is_not_told_again() -> None:
    assert ending("told_by", "schema") == Finding(
        step="capacity", status=Status.SKIPPED, because="after:schema"
    )


def test_unknown_and_unsupported_end_the_step_too() -> None:
    assert ending("unknown", "full", "hard to say").status is Status.UNKNOWN
    assert ending("unsupported", "too old") == Finding(
        step="capacity", status=Status.SKIPPED, because="unsupported", summary="too old"
    )


def test_warnings_do_not_end_the_step() -> None:
    asked = probe()

    asked.warn("full", "almost")
    asked.warn("odd", "and odd", hint="look")

    assert [(f.status, f.code, f.manner) for f in asked.findings()] == [
        (Status.WARN, "toy.full", None),
        (Status.WARN, "toy.odd", None),
    ]


def test_a_step_that_says_nothing_is_ok() -> None:
    assert probe().findings() == (Finding(step="capacity", status=Status.OK),)


def test_the_ending_stands_before_the_warnings() -> None:
    asked = probe()
    asked.warn("full", "almost")
    end = Finding(step="capacity", status=Status.SKIPPED)

    assert [each.status for each in asked.findings(end)] == [Status.SKIPPED, Status.WARN]


def test_evidence_is_gathered_and_the_later_wins() -> None:
    asked = probe()

    asked.evidence(size=1, free=2)
    asked.evidence(size=3)

    assert asked.facts() == {"size": 3, "free": 2}


def test_once_shares_a_bound_method_with_the_same_arguments() -> None:
    async def twice() -> list[str]:
        asked, client = probe(), Client()
        calls = [asked.once(client.info, "a", x=1, y=2), asked.once(client.info, "a", y=2, x=1)]
        return [await each for each in calls]

    assert asyncio.run(twice()) == ["a1", "a1"]


def test_once_asks_again_for_other_arguments_and_for_another_client() -> None:
    async def thrice() -> list[str]:
        asked, client, other = probe(), Client(), Client()
        calls = [asked.once(client.info, "a"), asked.once(client.info), asked.once(other.info, "a")]
        return [await each for each in calls]

    assert asyncio.run(thrice()) == ["a1", "2", "a1"]


def test_once_never_shares_two_lambdas() -> None:
    async def twice() -> int:
        asked, client = probe(), Client()
        await asked.once(lambda: client.info())
        await asked.once(lambda: client.info())
        return client.calls

    assert asyncio.run(twice()) == 2


def test_once_does_not_remember_an_error() -> None:
    async def twice() -> int:
        asked, client = probe(), Client()
        for _ in range(2):
            with pytest.raises(OSError, match="no"):
                await asked.once(client.broken)
        return client.calls

    assert asyncio.run(twice()) == 2
