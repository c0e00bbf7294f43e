"""A report for a tired person: the verdict, the evidence, the next command to type.

Plain ASCII, so that it reads the same in a log and on a cp949 console; 80 columns.
"""

from collections.abc import Iterator

from healthcheck.blame import NETWORK
from healthcheck.model import Blocker, Finding, Outcome, Report, Status
from healthcheck.render.footnotes import footnotes
from healthcheck.render.headline import by_weight, headline
from healthcheck.render.operations import others, stages
from healthcheck.render.paint import Paint, painted, plain
from healthcheck.render.wrapping import sentence, wrapped


def as_text(report: Report, *, colour: bool = False) -> str:
    """The report as paragraphs with a blank line between them."""
    paint = painted if colour else plain
    paragraphs = [
        _verdict(report, paint),
        *([stages(report.deciding, paint)] if report.deciding else []),
        others(report, paint),
        _dependencies(report, paint),
        footnotes(report),
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _verdict(report: Report, paint: Paint) -> list[str]:
    deciding = report.deciding
    word = paint(f"{report.status.upper():<9}", report.status)
    lines = wrapped(headline(report), first=" " * 10, rest=" " * 10)
    lines[0] = f"{word} {lines[0].lstrip()}"
    if deciding is None:
        return lines
    for index, each in enumerate(by_weight(deciding)):
        lines += ["", *_blocker("Then" if index else "Cause", each, report)]
    return lines


def _blocker(label: str, blocker: Blocker, report: Report) -> Iterator[str]:
    """What is wrong and how to mend it, unless mending another dependency comes first."""
    cause = report.causes.get(blocker.dependency)
    text = f"{blocker.dependency}.{blocker.step}: {sentence(blocker.summary)}{_blame(cause)}"
    yield from wrapped(text, first=f"  {label:<8}", rest=" " * 10)
    if cause not in [each.dependency for each in report.outcomes]:
        yield from wrapped(blocker.hint, first="  Fix     ", rest=" " * 10)


def _blame(cause: str | None) -> str:
    if cause is None:
        return ""
    if cause == NETWORK:
        return " No name resolves here: see this machine's network first."
    if cause.startswith("host "):
        return f" All that is on {cause} fails alike."
    return f" It probably follows from {cause}."


def _dependencies(report: Report, paint: Paint) -> list[str]:
    told = {
        f"{each.dependency}.{each.step}"
        for each in (report.deciding.blockers if report.deciding else ())
    }
    lines = ["  Dependencies"]
    for outcome in report.outcomes:
        lines += _dependency(outcome, told, report, paint)
    return lines


def _dependency(outcome: Outcome, told: set[str], report: Report, paint: Paint) -> Iterator[str]:
    shown = paint(f"{_word(outcome.status):<9}", outcome.status)
    milliseconds = f"{outcome.seconds * 1000:.0f} ms"
    yield f"    {shown} {outcome.dependency:<14} {outcome.address:<34} {milliseconds:>9}".rstrip()
    for finding in outcome.findings:
        if finding.status in (Status.FAIL, Status.UNKNOWN, Status.WARN):
            yield from _finding(finding, f"{outcome.dependency}.{finding.step}" in told, paint)
    if outcome.status in (Status.FAIL, Status.UNKNOWN):
        yield from _origins(outcome)
    for note in outcome.notes:
        yield from wrapped(f"note: {note}", first=" " * 14, rest=" " * 16)


def _finding(finding: Finding, told: bool, paint: Paint) -> Iterator[str]:
    """What the verdict has told already is only named here."""
    word = paint(_word(finding.status), finding.status)
    yield f"{'':<14}{word} {finding.step}: {finding.code}"
    if not told:
        yield from wrapped(sentence(finding.summary), first=" " * 16, rest=" " * 16)
        yield from wrapped(finding.hint, first=" " * 16, rest=" " * 16)
    for each in finding.also:
        yield from _finding(each, False, paint)


def _origins(outcome: Outcome) -> Iterator[str]:
    """Where the settings of a dependency in trouble come from."""
    configured = outcome.find("configured")
    for key, origin in (configured.evidence if configured else {}).items():
        yield from wrapped(f"{key}: {origin}", first=" " * 14, rest=" " * 16)


def _word(status: Status) -> str:
    return status.upper() if status in (Status.FAIL, Status.UNKNOWN) else status
