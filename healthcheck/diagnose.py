"""Outcomes and operations to verdicts: pure functions of what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from healthcheck import blame, sentence
from healthcheck.model import (
    Answer,
    Blocker,
    Effect,
    Finding,
    Operation,
    Outcome,
    Stage,
    StageVerdict,
    Status,
    Verdict,
)

ORDER = (Answer.READY, Answer.DEGRADED, Answer.UNKNOWN, Answer.BLOCKED)


@dataclass(frozen=True, slots=True)
class Need:
    """A needed step and the finding it is judged by, which may be an earlier step's."""

    name: str
    finding: Finding
    dependency: str

    @property
    def place(self) -> str:
        """The step that the finding is of."""
        return f"{self.dependency}.{self.finding.step}"


def verdicts(
    operations: Iterable[Operation], outcomes: Sequence[Outcome], causes: Mapping[str, str]
) -> tuple[Verdict, ...]:
    """The verdict of every operation whose needs were all selected."""
    by_name = {each.dependency: each for each in outcomes}
    return tuple(
        _verdict(operation, by_name, causes)
        for operation in operations
        if _can_be_judged(operation, by_name)
    )


def status(outcomes: Iterable[Outcome], deciding: Verdict | None) -> Answer:
    """The report's answer: the deciding verdict's, else what the outcomes alone amount to."""
    if deciding:
        return deciding.status
    found = {each.status for each in outcomes}
    if Status.FAIL in found:
        return Answer.BLOCKED
    return Answer.UNKNOWN if Status.UNKNOWN in found else Answer.READY


def _verdict(
    operation: Operation, outcomes: Mapping[str, Outcome], causes: Mapping[str, str]
) -> Verdict:
    needs = [
        (stage, [_judged(outcomes, name) for name in stage.needs]) for stage in operation.stages
    ]
    strict = operation.degraded_blocks
    stages = tuple(_stage(stage, judged, strict=strict) for stage, judged in needs)
    blockers = tuple(_blockers(needs))
    answer = max((each.status for each in stages), key=ORDER.index, default=Answer.READY)
    effects = [each.effect for each in stages if each.effect]
    effect = _first(effects) if answer in (Answer.BLOCKED, Answer.DEGRADED) else None
    every = [need for _, judged in needs for need in judged]
    absent = [name for stage in operation.stages for name in stage.absent]
    skipped = [
        need.name
        for stage, judged in needs
        for need in judged
        if _is_skipped(need.finding) or _is_forgiven(stage, need)
    ]
    unproven = _unique([*skipped, *absent])
    unknown = [need.place for need in every if _is(need, Status.UNKNOWN)]
    return Verdict(
        operation=operation,
        status=answer,
        effect=effect,
        summary=sentence.verdict(operation, answer, effect, stages, proven=not unproven),
        root_causes=_unique(_root(each, outcomes, causes) for each in blockers),
        unproven=unproven,
        unknown=_unique(unknown),
        blockers=blockers,
        stages=stages,
    )


def _can_be_judged(operation: Operation, outcomes: Mapping[str, Outcome]) -> bool:
    """Where there is something that it needs, and all of that was asked."""
    needs = [need for stage in operation.stages for need in stage.needs]
    return bool(needs) and all(_selected(outcomes, need) for need in needs)


def _selected(outcomes: Mapping[str, Outcome], need: str) -> bool:
    dependency, _, step = need.partition(".")
    finding = outcomes[dependency].find(step) if dependency in outcomes else None
    return finding is not None and not finding.unselected


def _judged(outcomes: Mapping[str, Outcome], name: str) -> Need:
    """The need with its own finding, or that of the step it was skipped after."""
    dependency, _, step = name.partition(".")
    outcome = outcomes[dependency]
    finding = outcome.find(step)
    assert finding is not None, f"{name} was selected"
    kind, _, earlier = (finding.because or "").partition(":")
    return Need(name, (kind == "after" and outcome.find(earlier)) or finding, dependency)


def _stage(stage: Stage, needs: Sequence[Need], *, strict: bool) -> StageVerdict:
    failed = [(effect, need) for need in needs if (effect := _effect(stage, need))]
    unclear = [need for need in needs if _is(need, Status.UNKNOWN) and not _harmless(stage, need)]
    effect = _first([effect for effect, _ in failed]) if failed else None
    guilty = [need for its, need in failed if its is effect]
    certain = effect and not stage.blocks
    if effect and (effect.blocks or strict):
        answer = Answer.BLOCKED
    elif unclear and not certain:
        answer, guilty = Answer.UNKNOWN, unclear
    else:
        answer = Answer.DEGRADED if effect else Answer.READY
    because = guilty[0].place if guilty else None
    return StageVerdict(
        title=stage.title, status=answer, effect=effect, needs=stage.needs, because=because
    )


def _blockers(needs: Iterable[tuple[Stage, Sequence[Need]]]) -> Iterable[Blocker]:
    """Each failed finding once, at the first stage that meets it."""
    met: set[str] = set()
    for stage, those in needs:
        for need in those:
            effect = _effect(stage, need)
            if effect and need.place not in met:
                met.add(need.place)
                yield _blocker(stage, need, effect)


def _harmless(stage: Stage, need: Need) -> bool:
    """Whether the stage says that the finding's code does nothing to it."""
    return stage.exceptions.get(need.finding.code or "", Effect.DEGRADED) is None


def _is_forgiven(stage: Stage, need: Need) -> bool:
    """A step that was not asked, after one whose failure does nothing here."""
    asked = need.place == need.name
    return not asked and _harmless(stage, need)


def _effect(stage: Stage, need: Need) -> Effect | None:
    return stage.does(need.finding) if _is(need, Status.FAIL) else None


def _blocker(stage: Stage, need: Need, effect: Effect) -> Blocker:
    return Blocker(
        stage=stage.title,
        dependency=need.dependency,
        step=need.finding.step,
        code=need.finding.code or "",
        effect=effect,
        summary=need.finding.summary,
        hint=need.finding.hint,
        passing=need.finding.passing,
    )


def _first(effects: Sequence[Effect]) -> Effect:
    """The first that blocks; where none does, waiting is more than losing something."""
    blocking = [effect for effect in effects if effect.blocks]
    return (blocking or sorted(effects, key=list(Effect).index))[0]


def _root(blocker: Blocker, outcomes: Mapping[str, Outcome], causes: Mapping[str, str]) -> str:
    """The blocker's own step, or the server fault (host, network) behind it."""
    own = f"{blocker.dependency}.{blocker.step}"
    if blocker.step not in blame.SERVER_STEPS:
        return own
    end = blame.root(blocker.dependency, causes)
    if end == blocker.dependency or end not in outcomes:
        return own if end == blocker.dependency else end
    fault = blame.server_fault(outcomes[end])
    return f"{end}.{fault.step}" if fault else own


def _is_skipped(finding: Finding) -> bool:
    """Skipped, be it after a warning."""
    others: tuple[Finding, ...] = finding.also
    return any(each.status is Status.SKIPPED for each in (finding, *others))


def _is(need: Need, status: Status) -> bool:
    return need.finding.status is status


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
