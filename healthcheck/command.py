"""`healthcheck run`, once its words are read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from healthcheck.cli import BLOCKED, UNKNOWN
from healthcheck.config import Configuration, load
from healthcheck.config.document import unknown
from healthcheck.delivery import deliver, outputs
from healthcheck.dependency import Dependency, plan
from healthcheck.model import Answer, Operation, Report
from healthcheck.process import complete
from healthcheck.report import needed_by, report
from healthcheck.target import duration


def run(
    *,
    names: Sequence[str],
    everything: bool,
    operation: str | None,
    formats: Sequence[str],
    timeout: str | None,
    strict: bool,
    config_file: str | None,
    env_files: Sequence[str],
) -> int:
    """Asks, writes the report, and returns the exit code."""
    places = outputs(formats)
    configuration = _timed(load(config_file, env_files=env_files), timeout)
    chosen = _chosen(configuration, names, operation)
    asked = plan(configuration.dependencies, chosen, writing=everything)
    if not everything:
        _refuse_writing(configuration.dependencies, names)
    deciding = operation or configuration.default_operation
    found = complete(report(configuration, asked, operation=deciding))
    deliver(places, found)
    return exit_code(found, strict=strict)


def exit_code(report: Report, *, strict: bool) -> int:
    """0 ready or degraded, 1 blocked, 3 unknown; strict: degraded 1, unproven 3."""
    unproven = bool(report.deciding and report.deciding.unproven)
    if report.status is Answer.BLOCKED or (strict and report.status is Answer.DEGRADED):
        return BLOCKED
    return UNKNOWN if report.status is Answer.UNKNOWN or (strict and unproven) else 0


def _timed(configuration: Configuration, timeout: str | None) -> Configuration:
    """The configuration with one timeout for every dependency, where one is given."""
    if timeout is None:
        return configuration
    try:
        seconds = duration(timeout)
    except ValueError as error:
        raise click.UsageError(f"--timeout: {error}") from None
    timed = tuple(replace(each, timeout=seconds) for each in configuration.dependencies)
    return replace(configuration, dependencies=timed)


def _chosen(
    configuration: Configuration, names: Sequence[str], operation: str | None
) -> Iterable[str] | None:
    """The names to ask: those given, what --for needs, or None for all."""
    for name in names:
        _check_name(name, configuration.dependencies)
    if operation is None:
        return names or None
    needed = needed_by(_operation(configuration.operations, operation))
    if not needed:
        raise click.UsageError(
            f"--for: nothing that {operation} needs exists here, so as to ask it"
        )
    return [*names, *needed]


def _check_name(name: str, dependencies: Sequence[Dependency]) -> None:
    dependency, _, step = name.partition(".")
    checks = {each.name: each.check for each in dependencies}
    if dependency not in checks:
        raise click.UsageError(str(unknown("dependency", dependency, checks, "run")))
    known = ("configured", *checks[dependency].steps)
    if step and step not in known:
        steps = [f"{dependency}.{each}" for each in known]
        raise click.UsageError(str(unknown("step", name, steps, "run")))


def _operation(operations: Sequence[Operation], name: str) -> Operation:
    found = next((each for each in operations if each.name == name), None)
    if found is None:
        names = [each.name for each in operations]
        raise click.UsageError(str(unknown("operation", name, names, "--for")))
    return found


def _refuse_writing(dependencies: Sequence[Dependency], names: Sequence[str]) -> None:
    checks = {each.name: each.check for each in dependencies}
    for name in names:
        dependency, _, step = name.partition(".")
        known = checks[dependency].steps.get(step)
        if known and known.writes:
            raise click.UsageError(f"{name} writes, and only --all allows writing")
