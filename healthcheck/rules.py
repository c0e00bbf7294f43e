"""Rules: what the settings of all dependencies tell before a packet is sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from healthcheck.model import Finding, Manner, Status
from healthcheck.target import Target


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a rule says about a dependency; without a hint, the rule's remedy is it.

    `fatal`: a value that no service could accept.
    """

    dependency: str
    summary: str
    hint: str = ""
    fatal: bool = False


Targets = Mapping[str, Target]

REMEDY = "Compare the settings that the finding names, and correct the wrong one."


@dataclass(frozen=True, slots=True)
class Rule:
    """A pure function of all targets by their dependencies' names. Its code is `config.<name>`."""

    name: str
    remedy: str
    suspect: Callable[[Targets], Iterable[Suspicion]]

    def __call__(self, targets: Targets) -> Iterable[Suspicion]:
        return self.suspect(targets)

    @property
    def cause(self) -> str:
        """The rule's docstring: why it suspects."""
        return " ".join((self.suspect.__doc__ or "").split())


def rule(
    name: str, *, remedy: str = REMEDY
) -> Callable[[Callable[[Targets], Iterable[Suspicion]]], Rule]:
    """Makes a rule of a function; the entry-point group `healthcheck.rules` makes it known."""
    return lambda suspect: Rule(name, remedy, suspect)


def findings(rules: Iterable[Rule], targets: Targets) -> Mapping[str, tuple[Finding, ...]]:
    """What the rules say, by dependency, as findings of its step `configured`."""
    found: dict[str, tuple[Finding, ...]] = {}
    for each in rules:
        for suspicion in each(targets):
            finding = _finding(each, suspicion)
            found[suspicion.dependency] = (*found.get(suspicion.dependency, ()), finding)
    return found


def _finding(rule: Rule, suspicion: Suspicion) -> Finding:
    return Finding(
        step="configured",
        status=Status.FAIL if suspicion.fatal else Status.WARN,
        code=f"config.{rule.name}",
        manner=Manner.REFUSES if suspicion.fatal else None,
        summary=suspicion.summary,
        hint=suspicion.hint or rule.remedy,
    )
