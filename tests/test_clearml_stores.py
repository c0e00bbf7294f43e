"""Which store behind ClearML's API server is broken, told by the calls alone."""

from collections.abc import Mapping

import pytest

from checks.clearml.envelope import Answer
from checks.clearml.stores import ELASTICSEARCH, MONGODB, NEEDS, REDIS, Store, broken, culprit
from checks.clearml.wording import outage

FINE = Answer(200, 0, "OK", {})
LATE = None


def failed(subcode: int, message: str = "") -> Answer:
    return Answer(500, subcode, message, {})


@pytest.mark.parametrize(
    ("answers", "store"),
    [
        ({"debug.ping": FINE, "auth.login": failed(1)}, MONGODB),
        ({"debug.ping": FINE, "auth.login": LATE}, MONGODB),
        ({"debug.ping": LATE, "auth.login": LATE}, None),
        ({"auth.login": failed(0)}, None),
        ({"queues.get_all": failed(0), "workers.get_all": failed(0)}, REDIS),
        ({"queues.get_all": LATE, "projects.get_all": LATE, "workers.get_all": LATE}, REDIS),
        ({"queues.get_all": LATE, "projects.get_all": LATE, "workers.get_all": FINE}, MONGODB),
        ({"queues.get_all": failed(1), "projects.get_all": LATE, "workers.get_all": FINE}, MONGODB),
        ({"queues.get_all": failed(1), "workers.get_all": failed(0)}, None),
        ({"queues.get_all": LATE, "projects.get_all": FINE, "workers.get_all": FINE}, None),
        ({"queues.get_all": LATE}, None),
        ({"workers.get_stats": failed(100), "workers.get_all": FINE}, ELASTICSEARCH),
        ({"workers.get_stats": failed(100)}, ELASTICSEARCH),
        ({"workers.get_stats": LATE, "workers.get_all": FINE}, ELASTICSEARCH),
        ({"workers.get_stats": LATE, "workers.get_all": LATE}, REDIS),
        ({"workers.get_stats": failed(4), "workers.get_all": FINE}, None),
        ({"queues.get_all": FINE, "workers.get_all": FINE}, None),
    ],
)
def test_the_store_is_the_one_that_explains_all(
    answers: dict[str, Answer | None], store: Store | None
) -> None:
    assert culprit(answers) == store


@pytest.mark.parametrize("name", [each for each in NEEDS if NEEDS[each]])
def test_one_store_alone_is_found_by_the_calls_that_need_it(name: str) -> None:
    for store in NEEDS[name]:
        answers = {each: LATE if store in needed else FINE for each, needed in NEEDS.items()}

        assert culprit(answers) == store


def test_what_is_broken() -> None:
    answers = {"debug.ping": FINE, "auth.login": LATE, "queues.get_all": failed(0)}

    assert list(broken(answers)) == ["auth.login", "queues.get_all"]


def told(answers: Mapping[str, Answer | None], store: Store | None) -> str:
    return outage(answers, store, seconds=1.5, quote=str)


def test_the_words_for_an_error() -> None:
    answers = {
        "debug.ping": FINE,
        "queues.get_all": failed(0, "Error 111 connecting to redis:6379."),
        "workers.get_all": failed(0, "Error 111"),
    }

    assert told(answers, REDIS) == (
        "the API server cannot use its Redis: queues.get_all answered 500/0 Error 111 connecting "
        "to redis:6379, while debug.ping did well"
    )


def test_the_words_for_silence() -> None:
    answers = {"debug.ping": FINE, "queues.get_all": LATE, "projects.get_all": LATE}

    assert told(answers, MONGODB) == (
        "the API server waits for its MongoDB: queues.get_all and projects.get_all gave no answer "
        "in 1.5 s, while debug.ping did"
    )


def test_the_words_where_no_store_explains_it() -> None:
    assert told({"auth.login": failed(4, "low disk space")}, None) == (
        "auth.login answered 500/4 low disk space"
    )
