"""Secrets: never printed, and hidden in text from outside."""

import base64
import copy
import json
import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthcheck import Secret
from healthcheck.secret import MASK, Scrubber, leaves
from tests.spellings import SPELLINGS, decoded

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


BASE64 = (base64.b64encode, base64.urlsafe_b64encode)
# an isolated surrogate is what an environment that is not UTF-8 leaves in a variable
SECRETS = st.text(min_size=6, max_size=30).filter(lambda text: "*" not in text)


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("hidden", [HIDDEN, "pä$$\"wört\\'<&>/%41+\n", "\U0001f600 \u4f5c\uc5c5 x"])
def test_text_from_outside_is_scrubbed_of_every_spelling(
    hidden: str, spell: Callable[[str], str]
) -> None:
    assert scrubber(hidden).outside(f"at {spell(hidden)}!") == f"at {MASK}!"


@given(SECRETS, st.sampled_from(sorted(SPELLINGS)), st.text(max_size=9), st.text(max_size=9))
def test_no_spelling_of_a_secret_is_left_wherever_it_stands(
    secret: str, name: str, before: str, after: str
) -> None:
    spelled = SPELLINGS[name](secret)
    said = scrubber(secret).outside(f"{before}{spelled}{after}")

    assert MASK in said
    assert spelled not in said
    assert secret not in said


@pytest.mark.parametrize("encode", BASE64)
@pytest.mark.parametrize("user", ["", "u", "us", "use", "user:", "ümlaut:"])
def test_a_secret_is_hidden_in_the_middle_of_base64(
    user: str, encode: Callable[[bytes], bytes]
) -> None:
    header = encode(f"{user}{HIDDEN}~~~".encode()).decode()
    said = scrubber(HIDDEN).outside(f"Authorization: Basic {header}, or so")

    assert HIDDEN not in "".join(decoded(said))
    assert MASK in said
    assert said.startswith("Authorization: Basic ")
    assert said.endswith(", or so")


@given(SECRETS, st.binary(max_size=5), st.binary(max_size=5), st.sampled_from(BASE64))
def test_no_base64_of_a_secret_is_left(
    secret: str, before: bytes, after: bytes, encode: Callable[[bytes], bytes]
) -> None:
    spelled = encode(before + secret.encode() + after).decode()
    said = scrubber(secret).outside(f"<{spelled}>")

    assert MASK in said
    assert [each for each in decoded(said) if secret in each] == []


def test_what_http_sends_in_latin_1_is_hidden_too() -> None:
    header = base64.b64encode("user:pässwörd".encode("latin-1")).decode()

    assert scrubber("pässwörd").outside(f"Basic {header}") == f"Basic dXNlcj{MASK}=="


@given(
    st.text(st.sampled_from("abcdefghijklm0123"), min_size=6),
    st.text(
        st.characters(exclude_characters="abcdefghijklm0123&%\\", max_codepoint=0xFFFF).filter(
            str.isprintable
        )
    ),
)
def test_other_text_is_left_as_it_is(secret: str, text: str) -> None:
    assert scrubber(secret).outside(text) == text


@given(st.text())
def test_what_a_terminal_obeys_is_left_out_and_lines_stay_lines(text: str) -> None:
    said = scrubber("secret").outside(text)

    assert said.replace("\n", "").isprintable()
    assert said.count("\n") == text.count("\n")


@given(SECRETS, st.lists(st.sampled_from(["a", "\\", "%", "SECRET", "=", " "]), max_size=9))
def test_what_is_scrubbed_can_be_scrubbed_again(secret: str, pieces: list[str]) -> None:
    scrub = scrubber(secret).outside
    once = scrub("".join(pieces).replace("SECRET", secret))

    assert scrub(once) == once


@pytest.mark.parametrize("secret", ["\\" * 40, "%25" * 20, "&amp;" * 20, "+ " * 20, "\ud800abcdef"])
def test_an_odd_secret_takes_no_longer_than_others(secret: str) -> None:
    assert secret not in scrubber(secret).outside(f"{secret[:-1]}x {secret} " * 50)


def test_secrets_that_overlap_are_both_hidden() -> None:
    assert scrubber("abcdef1", "def1ghi").outside("<abcdef1ghi>") == f"<{MASK}>"
    assert scrubber("1abab1").outside("<1abab1abab1>") == f"<{MASK}>"


def test_the_longest_is_hidden_first_so_that_no_tail_is_left() -> None:
    assert scrubber("secret1", "secret1-extended").outside("secret1-extended") == MASK


def test_short_values_and_public_ones_are_left_alone() -> None:
    mild = scrubber("abc12", "platform1", public=("platform1",))

    assert mild.outside("abc12 at platform1") == "abc12 at platform1"


def test_a_public_name_with_a_secret_in_it_is_shown() -> None:
    mild = scrubber("training", public=("training-tasks",))

    assert mild.outside('queue "training-tasks": training') == f'queue "training-tasks": {MASK}'


def test_a_public_address_with_a_secret_in_it_is_not_shown() -> None:
    careless = scrubber("hunter2", public=("http://user:hunter2@host",))

    assert careless.outside("at http://user:hunter2@host") == f"at http://user:{MASK}@host"


def test_a_secret_that_is_a_word_is_hidden_in_base64_even_in_our_own_sentences() -> None:
    header = base64.b64encode(b"user:password").decode()

    assert MASK in scrubber("password").ours(f"the password in {header}")
    assert scrubber("password").ours("the password") == "the password"


def test_our_own_sentences_are_not_rewritten_for_a_password_that_is_a_word() -> None:
    weak = scrubber("password", "hunter2hunter2")

    assert weak.ours("wrong password: hunter2hunter2") == f"wrong password: {MASK}"
    assert weak.outside("wrong password: hunter2hunter2") == f"wrong {MASK}: {MASK}"


@pytest.mark.parametrize("secret", ["correcthorsebattery", "qZvWbnMK"])
def test_letters_that_are_no_word_of_ours_are_hidden_in_our_own_sentences(secret: str) -> None:
    assert scrubber(secret).ours(f"it says {secret}") == f"it says {MASK}"


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
