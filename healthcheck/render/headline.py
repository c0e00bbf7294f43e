"""What a report comes to, in a sentence, and what stands in the way, weightiest first."""

from healthcheck.model import Blocker, Report, Status, Verdict


def headline(report: Report) -> str:
    """The verdict's sentence; where no operation has one, what became of the dependencies."""
    return report.deciding.summary if report.deciding else _without_operation(report)


def by_weight(verdict: Verdict) -> list[Blocker]:
    """What blocks first, in request order; then what merely degrades."""
    return sorted(verdict.blockers, key=lambda each: not each.effect.blocks)


def _without_operation(report: Report) -> str:
    """Only some dependencies were asked."""
    names = {
        status: [each.dependency for each in report.outcomes if each.status is status]
        for status in (Status.FAIL, Status.UNKNOWN)
    }
    if failed := names[Status.FAIL]:
        return f"{', '.join(failed)} would not do."
    if unknown := names[Status.UNKNOWN]:
        return f"{', '.join(unknown)} gave no clear answer."
    return f"{', '.join(each.dependency for each in report.outcomes)} would do."
