"""Findings, outcomes and operations as literals, as short as they can be said."""

from collections.abc import Mapping

from healthcheck import Effect, Finding, Manner, Outcome, Status
from healthcheck.model import Operation, Stage

PATH = {
    Manner.REFUSES: Effect.REJECTED,
    Manner.SILENT: Effect.HANGS,
    Manner.BLOCKS: Effect.HANGS,
    Manner.SLOW: Effect.HANGS,
}
"""What a failure does in a request's path."""


def found(
    step: str, said: str = "ok", *, manner: Manner = Manner.REFUSES, kind: str = "toy"
) -> Finding:
    """`ok`, `warn`, `unknown`; `writes`, `unsupported`, `unselected`, `after:x` for skipped; any
    other word is the code of a failure."""
    if said in ("ok", "warn", "unknown"):
        return Finding(step=step, status=Status(said))
    if said in ("writes", "unsupported", "unselected") or said.startswith("after:"):
        return Finding(step=step, status=Status.SKIPPED, because=said, writes=said == "writes")
    return Finding(
        step=step,
        status=Status.FAIL,
        code=f"{kind}.{said}",
        manner=manner,
        summary=f"{step} is {said}",
        hint="mend it",
    )


def outcome(
    name: str,
    steps: Mapping[str, str | Finding],
    *,
    peer: tuple[str, int] | None = None,
    runs_on: tuple[str, ...] = (),
    kind: str = "toy",
) -> Outcome:
    """An outcome whose steps are said as for `found`."""
    findings = (
        each if isinstance(each, Finding) else found(step, each, kind=kind)
        for step, each in steps.items()
    )
    return Outcome(
        dependency=name,
        check=kind,
        address=f"{peer[0]}:{peer[1]}" if peer else "",
        peer=peer,
        runs_on=runs_on,
        findings=(found("configured"), *findings),
    )


def stage(
    title: str, *needs: str, effect: Effect | None = None, absent: tuple[str, ...] = ()
) -> Stage:
    """A stage in a request's path, or one where every failure has the same effect."""
    effects = dict.fromkeys(Manner, effect) if effect else PATH
    return Stage(title=title, needs=needs, effect=effects, absent=absent)


def operation(*stages: Stage, name: str = "create", patience: float = 15) -> Operation:
    """Creating something, in these stages."""
    return Operation(name=name, title="creating a job", patience=patience, stages=stages)
