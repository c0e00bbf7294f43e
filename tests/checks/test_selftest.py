"""Every installed check against the fakes of `healthcheck selftest`: a kind at a time."""

import asyncio
import logging

import pytest

from healthcheck import kinds, plugins
from healthcheck.selftest.pointing import example
from healthcheck.selftest.proxies import no_proxies
from healthcheck.selftest.trial import Pair, trials

PAIRS: dict[str, Pair] = {
    kind: (check, found)
    for kind in plugins.named(plugins.CHECKS)
    if (found := example(check := kinds.check(kind)))
}


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", PAIRS)
def test_a_check_ends_in_time_says_what_it_met_and_shows_nothing_raw(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with no_proxies():
        tried = asyncio.run(trials([PAIRS[kind]], list(PAIRS.values())))

    assert {each.fake: each.wrong for each in tried if each.wrong} == {}
    assert len(tried) > 40
    # what a library logs at this level goes to stderr, where nobody has set up any logging
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_every_check_that_asks_a_server_is_tried() -> None:
    asking = {kind for kind in plugins.named(plugins.CHECKS) if kinds.check(kind).connection}

    assert asking == PAIRS.keys()
