"""What each finding of a report weighs: machines show in red what the exit code is of, not more."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from healthcheck.model import Effect, Finding, Outcome, Report, Status


class Weight(StrEnum):
    """What a finding is for the report's status.

    `beside`: something is wrong, and the operation runs all the same, or does not need it.
    """

    FINE = "fine"
    BLOCKS = "blocks"
    UNKNOWN = "unknown"
    BESIDE = "beside"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A finding of a dependency, what it weighs, and what it does to the operation, if anything."""

    outcome: Outcome
    finding: Finding
    weight: Weight
    effect: Effect | None

    @property
    def name(self) -> str:
        """`dependency.step`."""
        return f"{self.outcome.dependency}.{self.finding.step}"


def weighed(report: Report) -> Iterator[Weighed]:
    """Every step's finding, in the order of the report."""
    blockers = report.deciding.blockers if report.deciding else ()
    effects = {f"{each.dependency}.{each.step}": each.effect for each in blockers}
    for outcome in report.outcomes:
        for finding in outcome.findings:
            name = f"{outcome.dependency}.{finding.step}"
            effect = effects.get(name) if finding.status is Status.FAIL else None
            weight = _weight(report, name, finding, effect)
            yield Weighed(outcome=outcome, finding=finding, weight=weight, effect=effect)


def _weight(report: Report, name: str, finding: Finding, effect: Effect | None) -> Weight:
    deciding = report.deciding
    strict = deciding is not None and deciding.operation.degraded_blocks
    match finding.status:
        case Status.FAIL if deciding is None or (effect and (effect.blocks or strict)):
            return Weight.BLOCKS
        case Status.UNKNOWN if deciding is None or name in deciding.unknown:
            return Weight.UNKNOWN
        case Status.OK:
            return Weight.FINE
        case Status.SKIPPED:
            return Weight.SKIPPED
        case _:
            return Weight.BESIDE
