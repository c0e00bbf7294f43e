"""Asking a check in a test: one dependency, its outcome."""

import asyncio
from typing import Any

from healthcheck import Check, Outcome, Target
from healthcheck.dependency import Dependency, plan
from healthcheck.kinds import greetings
from healthcheck.runner import run


def ask(
    check: Check[Any, Any],
    target: Target,
    *steps: str,
    writing: bool = False,
    timeout: float = 5.0,
) -> Outcome:
    """The outcome of a check on a target; of all its steps, unless some are named."""
    dependency = Dependency(name="it", check=check, target=target, timeout=timeout)
    names = [f"it.{step}" for step in steps] or None
    chosen = plan([dependency], names, writing=writing)
    (outcome,) = asyncio.run(run([dependency], chosen, greetings=greetings))
    return outcome


def codes(outcome: Outcome) -> dict[str, str | None]:
    """Each step's code, or its status where it has none: what most tests assert."""
    return {
        finding.step: finding.code or finding.because or finding.status
        for finding in outcome.findings
    }
