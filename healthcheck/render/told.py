"""A finding in a sentence or two, for formats in which each stands by itself."""

from collections.abc import Iterator

from healthcheck.model import Finding
from healthcheck.render.wrapping import sentence


def told(finding: Finding) -> str:
    """What was found, and what to do about it."""
    return " ".join(
        text for text in (finding.summary and sentence(finding.summary), finding.hint) if text
    )


def every(finding: Finding) -> Iterator[Finding]:
    """The finding, and those that stand beside it."""
    yield finding
    for each in finding.also:
        yield from every(each)
