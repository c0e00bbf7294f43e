"""The nouns of a report: frozen, plain, and free of any import of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self


class Status(StrEnum):
    """How a step ended; a dependency's is its worst: fail > unknown > warn > ok."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Manner(StrEnum):
    """How a dependency fails, since a refused connection and a silent one have different ends."""

    REFUSES = "refuses"
    SILENT = "silent"
    BLOCKS = "blocks"
    SLOW = "slow"


class Effect(StrEnum):
    """What a failure does to an operation."""

    REJECTED = "rejected"
    HANGS = "hangs"
    FAILS = "fails"
    STALLS = "stalls"
    WAITS = "waits"
    DEGRADED = "degraded"

    @property
    def blocks(self) -> bool:
        """Whether the operation comes to nothing."""
        return self not in (Effect.WAITS, Effect.DEGRADED)


class Answer(StrEnum):
    """The status of a verdict, of one of its stages, and of a whole report."""

    READY = "ready"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


SEVERITY = (Status.SKIPPED, Status.OK, Status.WARN, Status.UNKNOWN, Status.FAIL)

Evidence = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one step. `seconds` is what asking took; `because` says why it was skipped."""

    step: str
    status: Status
    code: str | None = None
    manner: Manner | None = None
    passing: bool = False
    because: str | None = None
    writes: bool = False
    summary: str = ""
    hint: str = ""
    seconds: float = 0.0
    evidence: Evidence = field(default_factory=dict)
    also: tuple[Self, ...] = ()

    @property
    def unselected(self) -> bool:
        """Whether it was not to be asked; one that was, and lacks another's facts, says which."""
        return self.because == "unselected" and not self.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A dependency with its findings, in the order of its steps."""

    dependency: str
    check: str
    address: str = ""
    peer: tuple[str, int] | None = None
    runs_on: tuple[str, ...] = ()
    findings: tuple[Finding, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The worst status of its findings."""
        return max((finding.status for finding in self.findings), key=SEVERITY.index)

    def find(self, step: str) -> Finding | None:
        """The finding of a step, None where the step was not part of this run."""
        return next((finding for finding in self.findings if finding.step == step), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of an operation: the steps (`dependency.step`) it needs, and what failing does.

    `absent` holds the needs whose dependency does not exist in this configuration; `exceptions` the
    codes that do something else than their manner does; None: nothing at all.
    """

    title: str
    needs: tuple[str, ...]
    effect: Mapping[Manner, Effect]
    absent: tuple[str, ...] = ()
    exceptions: Mapping[str, Effect | None] = field(default_factory=dict)

    def does(self, finding: Finding) -> Effect | None:
        """What a failed finding does to the operation, None for nothing."""
        code, manner = finding.code or "", finding.manner or Manner.REFUSES
        return self.exceptions[code] if code in self.exceptions else self.effect[manner]

    @property
    def blocks(self) -> bool:
        """Whether any failure of it would."""
        effects = (*self.effect.values(), *self.exceptions.values())
        return any(each is not None and each.blocks for each in effects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something people do with the platform; `title` is how a sentence names it.

    `degraded_blocks`: what only costs another operation something is the end of this one, as a test
    ends that looks at everything.
    """

    name: str
    title: str
    patience: float
    stages: tuple[Stage, ...]
    degraded_blocks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A failed step, the first stage of the operation that meets it, and what that does."""

    stage: str
    dependency: str
    step: str
    code: str
    effect: Effect
    summary: str
    hint: str
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageVerdict:
    """What became of one stage; `effect` is None unless it fails.

    `because` is the step (`dependency.step`) that decided, None where all is well.
    """

    title: str
    status: Answer
    effect: Effect | None
    needs: tuple[str, ...]
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An operation's answer. `blockers` come in request order: the first one is met first."""

    operation: Operation
    status: Answer
    effect: Effect | None
    summary: str
    root_causes: tuple[str, ...]
    unproven: tuple[str, ...]
    unknown: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    stages: tuple[StageVerdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Outcomes and verdicts of one run. `deciding` is the verdict that the status is of.

    `causes` names, for a dependency, what brought it down; `defaults` are the variables that were
    not set, so that nothing but a default was known; `wrote`: whether writing was allowed.
    """

    version: str
    started_at: str
    seconds: float
    status: Answer
    settings_from: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    outcomes: tuple[Outcome, ...]
    causes: Mapping[str, str]
    deciding: Verdict | None = None
    defaults: tuple[str, ...] = ()
    wrote: bool = False


def worst(findings: tuple[Finding, ...]) -> Finding:
    """One finding for a step: the worst speaks, the others of it stand in its `also`."""
    speaker = max(findings, key=lambda finding: SEVERITY.index(finding.status))
    others = tuple(finding for finding in findings if finding is not speaker)
    return replace(speaker, also=speaker.also + others) if others else speaker
