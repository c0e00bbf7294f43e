"""The verdict in one sentence."""

import pytest

from healthcheck import Effect
from healthcheck.model import Answer, StageVerdict
from healthcheck.sentence import EFFECTS, NOT_PASSED, verdict
from tests.findings import operation


def at(title: str, status: Answer = Answer.READY, effect: Effect | None = None) -> StageVerdict:
    return StageVerdict(title=title, status=status, effect=effect, needs=())


def said(answer: Answer, effect: Effect | None, *stages: StageVerdict, proven: bool = True) -> str:
    return verdict(operation(patience=2.5), answer, effect, stages, proven=proven)


def test_ready_says_so() -> None:
    assert said(Answer.READY, None, at("one")) == "Creating a job would work."


def test_ready_does_not_claim_what_was_not_asked() -> None:
    text = said(Answer.READY, None, at("one"), proven=False)

    assert text == "Creating a job would work, as far as was asked."


def test_unknown_names_the_first_stage_that_is_unclear() -> None:
    stages = [at("one"), at("two", Answer.UNKNOWN), at("three", Answer.UNKNOWN)]

    assert said(Answer.UNKNOWN, None, *stages) == (
        'Whether creating a job would work is not known: see "two".'
    )


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        (Effect.REJECTED, "would be rejected: the request gets an error"),
        (Effect.HANGS, "would hang: no answer comes within 2.5 s"),
        (Effect.FAILS, "would fail: it is accepted, then ends in failure"),
        (Effect.STALLS, "would stall: it is accepted, but never runs"),
        (Effect.WAITS, "would wait: it is accepted, but starts late"),
        (Effect.DEGRADED, "would work, but something is lost"),
    ],
)
def test_every_effect_has_a_sentence_and_a_place(effect: Effect, sentence: str) -> None:
    answer = Answer.BLOCKED if effect.blocks else Answer.DEGRADED

    text = said(answer, effect, at("one"), at("two", answer, effect))

    assert text == f'Creating a job {sentence}, at "two".'


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        (Effect.WAITS, "would not pass: something starts late"),
        (Effect.DEGRADED, "would not pass: something is lost"),
    ],
)
def test_what_merely_degrades_others_may_be_the_end(effect: Effect, sentence: str) -> None:
    text = said(Answer.BLOCKED, effect, at("one", Answer.BLOCKED, effect))

    assert text == f'Creating a job {sentence}, at "one".'


def test_every_effect_is_in_the_tables() -> None:
    assert set(EFFECTS) == set(Effect)
    assert set(NOT_PASSED) == {each for each in Effect if not each.blocks}


def test_an_unclear_stage_before_makes_it_at_the_latest() -> None:
    stages = [at("one", Answer.UNKNOWN), at("two", Answer.BLOCKED, Effect.STALLS)]

    assert said(Answer.BLOCKED, Effect.STALLS, *stages).endswith('at the latest at "two".')


def test_an_unclear_stage_after_it_changes_nothing() -> None:
    stages = [at("one", Answer.BLOCKED, Effect.STALLS), at("two", Answer.UNKNOWN)]

    assert said(Answer.BLOCKED, Effect.STALLS, *stages).endswith('runs, at "one".')
