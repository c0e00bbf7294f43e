"""A question that a command of a check's own asks of one dependency, over its connection."""

import copy
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import click

from healthcheck.check import Check, Step
from healthcheck.cli import BLOCKED, UNKNOWN
from healthcheck.config import load
from healthcheck.config.document import unknown
from healthcheck.dependency import Dependency, Plan
from healthcheck.kinds import greetings
from healthcheck.model import Finding, Status, worst
from healthcheck.probe import Probe
from healthcheck.process import complete
from healthcheck.runner import run

STEP = "asked"


class Unanswered(click.ClickException):
    """Why there is no answer, with its remedy."""

    exit_code = UNKNOWN

    def __init__(self, finding: Finding) -> None:
        hint = f"\n{finding.hint}" if finding.hint else ""
        super().__init__(f"{finding.summary}{hint}")


class Failing(Unanswered):
    """The dependency would stand in the way of everybody."""

    exit_code = BLOCKED


def consult(
    check: Check[Any, Any],
    name: str,
    ask: Callable[[Any, Probe[Any]], Awaitable[str]],
    *,
    limit: float,
    config_file: str | None = None,
    env_files: Sequence[str] = (),
) -> str:
    """The answer of the configured dependency of that name, which must be one of the check.

    UsageError for another name, Unanswered where it fails; `limit` is in seconds.
    """
    dependency = _named(check, name, config_file, env_files)
    answers: list[str] = []

    async def asked(client: Any, probe: Probe[Any]) -> None:
        answers.append(await ask(client, probe))

    asking = copy.copy(check)
    asking.steps = {STEP: Step(STEP, asked, "", limit=limit)}
    alone = replace(dependency, check=asking, timeout=max(limit, dependency.timeout))
    (outcome,) = complete(run([alone], Plan({name: frozenset({STEP})}), greetings=greetings))
    if not answers:
        finding = worst(outcome.findings)
        raise (Failing if finding.status is Status.FAIL else Unanswered)(finding)
    return answers[0]


def _named(
    check: Check[Any, Any], name: str, config_file: str | None, env_files: Sequence[str]
) -> Dependency:
    found = {each.name: each for each in load(config_file, env_files=env_files).dependencies}
    fitting = [each.name for each in found.values() if each.check.kind == check.kind]
    if name not in found:
        raise click.UsageError(str(unknown("dependency", name, fitting, check.kind)))
    dependency = found[name]
    if dependency.check.kind != check.kind:
        raise click.UsageError(
            f"{name} is no {check.service}, but {dependency.check.service}; "
            f"there are: {', '.join(fitting) or 'none'}"
        )
    if dependency.target is None:
        problems = "; ".join(each.summary for each in dependency.problems)
        raise click.UsageError(f"{name} is not configured: {problems}")
    return dependency
