"""A word in the colour of what it says, where the terminal has colours."""

from collections.abc import Callable

import click

from healthcheck.model import Answer, Status

COLOURS = {
    Status.OK: "green",
    Status.WARN: "yellow",
    Status.FAIL: "red",
    Status.UNKNOWN: "magenta",
    Status.SKIPPED: "bright_black",
    Answer.READY: "green",
    Answer.DEGRADED: "yellow",
    Answer.BLOCKED: "red",
    Answer.UNKNOWN: "magenta",
}

Paint = Callable[[str, Status | Answer], str]


def plain(text: str, status: Status | Answer) -> str:
    """As it is."""
    return text


def painted(text: str, status: Status | Answer) -> str:
    """Between the codes that a terminal obeys."""
    return click.style(text, fg=COLOURS[status], bold=status is not Status.SKIPPED)
