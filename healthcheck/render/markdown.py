"""A report as Markdown in GitHub's flavour: for a pull request, a wiki, or a job's summary page."""

import re
from collections.abc import Iterable, Iterator, Sequence

from healthcheck.model import Answer, Blocker, Outcome, Report, Status
from healthcheck.render.headline import by_weight, headline
from healthcheck.render.told import every, told
from healthcheck.render.wrapping import sentence

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&@$]|^[-+#=]|^\d+(?=[.)]))")
"""What means something in a line of Markdown, or may be taken for a person or HTML; the rest only
does at the beginning of a line."""

_PLAIN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

_MARKS = {
    Answer.READY: "ok",
    Answer.DEGRADED: "**degraded**",
    Answer.BLOCKED: "**blocked**",
    Answer.UNKNOWN: "**unknown**",
}
_STATUSES = {Status.FAIL: "**fail**", Status.UNKNOWN: "**unknown**"}


def as_markdown(report: Report) -> str:
    """A heading with the verdict, what to do, and a table each of stages and dependencies."""
    parts = [
        f"## healthcheck: {report.status.upper()}",
        escaped(headline(report)),
        *_blockers(report),
        *_stages(report),
        *_dependencies(report),
        *_footnotes(report),
    ]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """The text as it is, in one line: nothing in it is taken for markup."""
    return _SPECIAL.sub(_marked, _PLAIN.sub(" ", text).strip())


def _marked(match: re.Match[str]) -> str:
    """A backslash before it; after a number, which takes none, before what follows it."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _blockers(report: Report) -> Iterator[str]:
    blockers = by_weight(report.deciding) if report.deciding else []
    if blockers:
        yield "\n".join(f"{number}. {_blocker(each)}" for number, each in enumerate(blockers, 1))


def _blocker(blocker: Blocker) -> str:
    name = escaped(f"{blocker.dependency}.{blocker.step}")
    said = escaped(f"({blocker.effect}): {sentence(blocker.summary)}")
    return f"**{name}** {said}<br>{escaped(blocker.hint)}"


def _stages(report: Report) -> Iterator[str]:
    if report.deciding:
        yield f"### {escaped(report.deciding.operation.name)}"
        rows = (
            (
                escaped(each.title),
                f"**{each.effect}**" if each.effect else _MARKS[each.status],
                escaped(each.because or ""),
            )
            for each in report.deciding.stages
        )
        yield _table(("Stage", "Result", "Because of"), rows)


def _dependencies(report: Report) -> Iterator[str]:
    yield "### Dependencies"
    rows = (
        (
            escaped(each.dependency),
            _STATUSES.get(each.status, str(each.status)),
            escaped(each.address),
            f"{each.seconds * 1000:.0f} ms",
            "<br>".join(_remarks(each)),
        )
        for each in report.outcomes
    )
    yield _table(("Dependency", "Status", "Address", "Took", "Found"), rows)


def _remarks(outcome: Outcome) -> Iterator[str]:
    wanted = (Status.FAIL, Status.UNKNOWN, Status.WARN)
    for finding in outcome.findings:
        for each in every(finding):
            if each.status in wanted:
                yield escaped(f"{each.step}: {told(each) or each.code or each.status}")
    yield from (escaped(f"note: {each}") for each in outcome.notes)


def _footnotes(report: Report) -> Iterator[str]:
    if report.deciding and report.deciding.unproven:
        yield escaped(f"Not proven: {', '.join(report.deciding.unproven)}.")
    said = [f"Settings from {', '.join(report.settings_from)}."] if report.settings_from else []
    if report.defaults:
        said.append(f"Not set, so a default stood in: {', '.join(report.defaults)}.")
    said.append(f"Started {report.started_at}, took {report.seconds:.2f} s.")
    yield escaped(" ".join(said))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    every_row = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in every_row)
