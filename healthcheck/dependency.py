"""A configured instance of a check, and which of its steps a run asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from healthcheck.check import Check, Step
from healthcheck.model import Finding
from healthcheck.target import Target

TIMEOUT = 5.0
"""Seconds for all of a dependency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A configured value as it may be shown, and where it came from.

    `unset` are the variables for which a default stands in; `roles` is what the env files of roles
    say instead, by their names.
    """

    key: str
    shown: str
    origin: str
    unset: tuple[str, ...] = ()
    roles: Mapping[str, "Setting"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """`problems` are known before a packet is sent; `target` is None where they forbid probing."""

    name: str
    check: Check[Any, Any]
    target: Target | None
    settings: tuple[Setting, ...] = ()
    problems: tuple[Finding, ...] = ()
    timeout: float = TIMEOUT
    writes: bool = True
    runs_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps to ask of each dependency, and whether those that write may.

    `inspecting`: the steps are inspections, which look at what is happening right now, to
    `subject` where one is named.
    """

    steps: Mapping[str, frozenset[str]] = field(default_factory=dict)
    writing: bool = False
    inspecting: bool = False
    subject: str = ""

    def asks(self, dependency: str, step: str) -> bool:
        """Whether the step is selected; `configured` goes with every dependency."""
        return step in self.steps.get(dependency, ())


def plan(dependencies: Sequence[Dependency], names: Iterable[str] | None, *, writing: bool) -> Plan:
    """The named dependencies or steps, with what they come after; all of them for None."""
    checks = {each.name: each.check for each in dependencies}
    if names is None:
        names = checks
    chosen: dict[str, set[str]] = {}
    for name in names:
        dependency, _, step = name.partition(".")
        wanted = [step] if step else checks[dependency].steps
        steps = chosen.setdefault(dependency, {"configured"})
        for each in wanted:
            steps |= with_predecessors(checks[dependency].steps, each)
    return Plan({name: frozenset(steps) for name, steps in chosen.items()}, writing)


def inspection(dependencies: Sequence[Dependency], subject: str = "") -> Plan:
    """Every inspection that the dependencies' checks declare; `subject` is the id of the job that
    is looked into, as the platform names it."""
    steps = {each.name: frozenset(each.check.inspections) for each in dependencies}
    return Plan(steps, inspecting=True, subject=subject)


def with_predecessors(steps: Mapping[str, Step], name: str) -> frozenset[str]:
    """A step and all that it comes after."""
    if name not in steps:
        return frozenset({name})
    before = (with_predecessors(steps, each) for each in steps[name].after)
    return frozenset({name}).union(*before)
