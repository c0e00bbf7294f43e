"""Secrets: never printed, and hidden in text from outside."""

import base64
import copy
import json
import math
import pickle
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthcheck import Secret
from healthcheck.secret import MASK, Scrubber, leaves, spellings

HIDDEN = "p@ss/word 1"


def scrubber(*secrets: str, public: tuple[str, ...] = ()) -> Scrubber:
    return Scrubber.of(secrets, public=public)


@pytest.mark.parametrize("text", ["x", "hunter2", "a long one with words"])
def test_a_secret_is_never_printed_at_any_length(text: str) -> None:
    secret = Secret(text)

    shown = [f"{secret}", str(secret), repr(secret), "%s" % secret, f"{[secret]}"]  # noqa: UP031 - that way too

    assert shown == [MASK, MASK, MASK, MASK, f"[{MASK}]"]


def test_an_empty_secret_shows_that_it_is_empty() -> None:
    assert repr(Secret("")) == "''"
    assert not Secret("")


def test_a_secret_is_revealed_on_purpose_only() -> None:
    assert Secret.parse("hunter2").reveal() == "hunter2"
    assert Secret("hunter2")


def test_secrets_are_equal_by_value_and_to_nothing_else() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_neither_pickled_nor_copied(leak: object) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        leak(Secret("hunter2"))  # type: ignore[operator]  # each of them is a function


@dataclass
class Deep:
    name: str
    inner: object


def test_the_leaves_of_a_target_are_its_texts_and_secrets_at_any_depth() -> None:
    target = Deep("a", Deep("b", [Secret("c"), {"d": ("e", 5, {Secret("f")})}]))

    assert list(leaves(target)) == ["a", "b", Secret("c"), "d", "e", Secret("f")]


def test_a_secret_is_spelled_raw_url_encoded_and_in_base64() -> None:
    assert set(spellings(HIDDEN)) == {
        HIDDEN,
        quote(HIDDEN, safe=""),
        quote_plus(HIDDEN),
        base64.b64encode(HIDDEN.encode()).decode().rstrip("="),
    }


@pytest.mark.parametrize("spelled", spellings(HIDDEN))
def test_text_from_outside_is_scrubbed_of_every_spelling(spelled: str) -> None:
    assert scrubber(HIDDEN).outside(f"at {spelled}!") == f"at {MASK}!"


@given(st.text(min_size=6, max_size=30).filter(lambda text: "*" not in text))
def test_no_spelling_of_any_secret_is_left(secret: str) -> None:
    text = " | ".join(spellings(secret))

    assert secret not in scrubber(secret).outside(text)


def test_the_longest_is_hidden_first_so_that_no_tail_is_left() -> None:
    assert scrubber("secret1", "secret1-extended").outside("secret1-extended") == MASK


def test_short_values_and_public_ones_are_left_alone() -> None:
    mild = scrubber("abc12", "platform1", public=("platform1",))

    assert mild.outside("abc12 at platform1") == "abc12 at platform1"


def test_our_own_sentences_are_not_rewritten_for_a_password_that_is_a_word() -> None:
    weak = scrubber("password", "hunter2hunter2")

    assert weak.ours("wrong password: hunter2hunter2") == f"wrong password: {MASK}"
    assert weak.outside("wrong password: hunter2hunter2") == f"wrong {MASK}: {MASK}"


def test_evidence_is_scrubbed_at_any_depth_and_its_keys_are_left_alone() -> None:
    evidence = {
        "hunter2": "hunter2",
        "deep": [("hunter2", 1, 1.5, True, None)],
        "secret": Secret("x"),
        "other": Deep("hunter2", 1),
    }

    assert scrubber("hunter2").value(evidence) == {
        "hunter2": MASK,
        "deep": [[MASK, 1, 1.5, True, None]],
        "secret": MASK,
        "other": f"Deep(name='{MASK}', inner=1)",
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_evidence_has_no_number_that_json_has_not(value: float) -> None:
    shown = scrubber().value({"rate": value})

    assert json.loads(json.dumps(shown, allow_nan=False)) == {"rate": str(value)}
