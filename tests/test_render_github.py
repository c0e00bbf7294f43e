"""GitHub's annotations, read back by the rules of its workflow commands."""

import re

import pytest

from healthcheck import Report
from healthcheck.render.github import as_github
from tests import hostile
from tests.reports import BLOCKED, DEGRADED, EVERY, READY, UNKNOWN

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)")
ESCAPES = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}


def annotations(report: Report) -> list[tuple[str, str, str]]:
    """Level, title and message of each line; a line that is no command fails."""
    lines = as_github(report).split("\n")
    assert lines.pop() == ""
    matches = [COMMAND.fullmatch(each) for each in lines]
    assert all(matches)
    return [(each[1], unescaped(each[2]), unescaped(each[3])) for each in matches if each]


def unescaped(text: str) -> str:
    return re.sub("%(?:3A|2C|0D|0A|25)", lambda match: ESCAPES[match[0]], text)


@pytest.mark.parametrize("name", EVERY)
def test_there_is_one_notice_and_it_has_the_verdict(name: str) -> None:
    notices = [text for level, _, text in annotations(EVERY[name]) if level == "notice"]

    assert len(notices) == 1
    assert notices[0].startswith(f"{EVERY[name].status.upper()}: ")


def test_no_text_is_a_command_of_its_own() -> None:
    levels = [level for level, _, _ in annotations(hostile.REPORT)]

    assert levels == ["notice", "error", "warning"]
    assert hostile.TEXT in annotations(hostile.REPORT)[1][2]


def test_what_blocks_is_an_error_and_what_does_not_is_a_warning() -> None:
    found = [(level, title) for level, title, _ in annotations(BLOCKED)]

    assert found == [
        ("notice", "healthcheck"),
        ("error", "platform-db.reachable: postgres.refused (rejected)"),
        ("error", "temporal.workers: temporal.no-workers (stalls)"),
        ("warning", "redis.roundtrip: redis.out-of-memory (degraded)"),
    ]


def test_a_message_has_the_remedy() -> None:
    _, _, message = annotations(DEGRADED)[1]

    assert message == (
        "localhost:6379 is full, and refuses what is written. "
        "Raise maxmemory, or set an eviction policy."
    )


def test_a_ready_report_is_a_notice_alone() -> None:
    assert len(annotations(READY)) == 1


def test_what_is_unclear_is_a_warning() -> None:
    assert annotations(UNKNOWN)[1][:2] == (
        "warning",
        "user-db.authenticated: internal.unrecognised",
    )
