"""What stands below a report: what it does not prove, its settings, what to do next."""

from collections.abc import Iterator, Mapping

from healthcheck.model import Finding, Report, Status, Verdict
from healthcheck.render.headline import by_weight
from healthcheck.render.wrapping import sentence, wrapped


def footnotes(report: Report) -> list[str]:
    """What was not proven, where the settings came from, and the next command to type."""
    lines: list[str] = []
    deciding = report.deciding
    for text in _unproven(report, deciding) if deciding else _without_facts(report):
        lines += wrapped(f"Not proven: {text}", "  ", "    ")
    if report.settings_from:
        lines += wrapped(f"Settings from: {', '.join(report.settings_from)}.", "  ", "    ")
    else:
        said = "Settings: none was found, neither in the environment nor in an env file here"
        lines += wrapped(f"{said} (--env-file FILE names one).", "  ", "    ")
    if report.defaults:
        text = f"Not set, so a default stood in: {', '.join(report.defaults)}."
        lines += wrapped(text, "  ", "    ")
    lines += [f"  Took {report.seconds:.2f} s."]
    command = _next(report)
    return [*lines, "", f"Next: {command}"] if command else lines


def _unproven(report: Report, deciding: Verdict) -> Iterator[str]:
    """A sentence for what would write, one for each that could not be asked, one for the rest."""
    writing = _skipped(report, deciding, "writes")
    if writing:
        how = ", and writes = false forbids it." if report.wrote else "; --all does."
        yield f"{', '.join(writing)}. Asking would write{how}"
    told = {*writing}
    for name, finding in _skipped(report, deciding, "unsupported").items():
        if finding.summary:
            told.add(name)
            yield f"{name}: {sentence(finding.summary)}"
    if rest := [name for name in deciding.unproven if name not in told]:
        yield f"{', '.join(rest)}."


def _without_facts(report: Report) -> Iterator[str]:
    """The steps that were asked for, and need what was not."""
    for outcome in report.outcomes:
        for finding in outcome.findings:
            if finding.because == "unselected" and not finding.unselected:
                yield f"{outcome.dependency}.{finding.step}: {sentence(finding.summary)}"


def _skipped(report: Report, deciding: Verdict, because: str) -> Mapping[str, Finding]:
    """The steps that are unproven for this reason, by their names."""
    every = {
        f"{outcome.dependency}.{finding.step}": finding
        for outcome in report.outcomes
        for finding in outcome.findings
        if finding.because == because
    }
    return {name: finding for name, finding in every.items() if name in deciding.unproven}


def _next(report: Report) -> str | None:
    """The command that helps most now."""
    deciding = report.deciding
    if deciding and deciding.blockers:
        return f"healthcheck explain {by_weight(deciding)[0].code}"
    troubled = _codes(report)
    if troubled:
        return f"healthcheck explain {troubled[0]}"
    more = deciding and not report.wrote and _skipped(report, deciding, "writes")
    return "healthcheck --all" if more else None


def _codes(report: Report) -> list[str]:
    findings = [finding for outcome in report.outcomes for finding in outcome.findings]
    return [
        finding.code
        for status in (Status.FAIL, Status.UNKNOWN)
        for finding in findings
        if finding.status is status and finding.code
    ]
