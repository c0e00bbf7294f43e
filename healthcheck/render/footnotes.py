"""What stands below a report: what it does not prove, its settings, what to do next."""

from collections.abc import Iterator

from healthcheck.model import Blocker, Report, Status, Verdict
from healthcheck.render.wrapping import sentence, wrapped


def footnotes(report: Report) -> list[str]:
    """What was not proven, what the other operations would do, and the next command to type."""
    lines: list[str] = []
    deciding = report.deciding
    if deciding and deciding.unproven:
        names = ", ".join(deciding.unproven)
        lines += wrapped(f"Not proven: {names}.{_why_unproven(report)}", "  ", "    ")
        for name, why in _unsupported(report, deciding):
            lines += wrapped(f"{name}: {sentence(why)}", "    ", "      ")
    others = [each for each in report.verdicts if each is not deciding]
    for each in others:
        lines += wrapped(f"{each.status}: {each.summary}", "  ", "    ")
    if report.settings_from:
        lines += wrapped(f"Settings from: {', '.join(report.settings_from)}.", "  ", "    ")
    if report.defaults:
        text = f"Not set, so a default stood in: {', '.join(report.defaults)}."
        lines += wrapped(text, "  ", "    ")
    lines += [f"  Took {report.seconds:.2f} s."]
    command = _next(report)
    return [*lines, "", f"Next: {command}"] if command else lines


def _why_unproven(report: Report) -> str:
    skipped = {
        finding.because
        for outcome in report.outcomes
        for finding in outcome.findings
        if report.deciding and f"{outcome.dependency}.{finding.step}" in report.deciding.unproven
    }
    if "writes" not in skipped:
        return ""
    forbidden = " Asking would write, and writes = false forbids it."
    return forbidden if report.wrote else " Asking would write; --all does."


def _unsupported(report: Report, deciding: Verdict) -> Iterator[tuple[str, str]]:
    """What could not be asked, and why."""
    for outcome in report.outcomes:
        for finding in outcome.findings:
            name = f"{outcome.dependency}.{finding.step}"
            if finding.because == "unsupported" and name in deciding.unproven:
                yield name, finding.summary


def _next(report: Report) -> str | None:
    """The command that helps most now."""
    deciding = report.deciding
    if deciding and deciding.blockers:
        return f"healthcheck explain {by_weight(deciding)[0].code}"
    troubled = _codes(report)
    if troubled:
        return f"healthcheck explain {troubled[0]}"
    return "healthcheck --all" if deciding and deciding.unproven and not report.wrote else None


def _codes(report: Report) -> list[str]:
    findings = [finding for outcome in report.outcomes for finding in outcome.findings]
    return [
        finding.code
        for status in (Status.FAIL, Status.UNKNOWN)
        for finding in findings
        if finding.status is status and finding.code
    ]


def by_weight(verdict: Verdict) -> list[Blocker]:
    """What blocks first, in request order; then what merely degrades."""
    return sorted(verdict.blockers, key=lambda each: not each.effect.blocks)
