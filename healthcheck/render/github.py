"""A report as GitHub's annotations: workflow commands that a job prints on its output.

An error for each finding that blocks, a warning for what is wrong besides, and one notice with the
verdict. GitHub shows ten of each kind for a step: what weighs most comes first.
"""

from collections.abc import Iterator

from healthcheck.model import Report
from healthcheck.render.headline import headline
from healthcheck.render.told import told
from healthcheck.render.weight import Weighed, Weight, weighed

_LEVELS = {Weight.BLOCKS: "error", Weight.UNKNOWN: "warning", Weight.BESIDE: "warning"}

_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_ESCAPES, ":": "%3A", ",": "%2C"}


def as_github(report: Report) -> str:
    """A line for each annotation, the verdict first."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield _command("notice", "healthcheck", f"{report.status.upper()}: {headline(report)}")
    found = list(weighed(report))
    for weight, level in _LEVELS.items():
        for each in found:
            if each.weight is weight:
                yield _command(level, _title(each), told(each.finding) or each.weight)


def _title(each: Weighed) -> str:
    does = f" ({each.effect})" if each.effect else ""
    return f"{each.name}: {each.finding.code or each.finding.status}{does}"


def _command(level: str, title: str, message: str) -> str:
    return f"::{level} title={_escaped(title, _IN_PROPERTIES)}::{_escaped(message, _ESCAPES)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(each, each) for each in text)
