"""From a configuration to a report: run, then diagnose."""

from collections.abc import Iterable
from datetime import UTC, datetime
from time import perf_counter

from healthcheck import __version__, blame, diagnose, kinds
from healthcheck.config import Configuration
from healthcheck.dependency import Dependency, Plan
from healthcheck.model import Operation, Report
from healthcheck.runner import run


async def report(configuration: Configuration, plan: Plan, *, operation: str | None) -> Report:
    """Asks what is planned. `operation` decides the status, where all that it needs was asked."""
    started_at, started = datetime.now(UTC), perf_counter()
    outcomes = await run(configuration.dependencies, plan, greetings=kinds.greetings)
    causes = blame.causes(outcomes)
    verdicts = diagnose.verdicts(configuration.operations, outcomes, causes)
    deciding = next((each for each in verdicts if each.operation.name == operation), None)
    return Report(
        version=__version__,
        started_at=started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=perf_counter() - started,
        status=diagnose.status(outcomes, deciding),
        settings_from=configuration.settings_from,
        verdicts=verdicts,
        outcomes=outcomes,
        causes=causes,
        deciding=deciding,
        defaults=_defaults(each for each in configuration.dependencies if each.name in plan.steps),
        wrote=plan.writing,
    )


def needed_by(operation: Operation) -> tuple[str, ...]:
    """The steps that an operation's stages need."""
    return tuple(dict.fromkeys(need for stage in operation.stages for need in stage.needs))


def _defaults(dependencies: Iterable[Dependency]) -> tuple[str, ...]:
    """The variables for which a value stood in that was used."""
    used = (each for each in dependencies if each.target)
    settings = (setting for each in used for setting in each.settings if setting.shown)
    return tuple(dict.fromkeys(name for setting in settings for name in setting.unset))
