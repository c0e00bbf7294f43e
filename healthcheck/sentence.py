"""The verdict in one sentence that a tired person understands."""

from collections.abc import Sequence

from healthcheck.model import Answer, Effect, Operation, StageVerdict

EFFECTS = {
    Effect.REJECTED: "would be rejected: the request gets an error",
    Effect.HANGS: "would hang: no answer comes within {patience:g} s",
    Effect.FAILS: "would fail: it is accepted, then ends in failure",
    Effect.STALLS: "would stall: it is accepted, but never runs",
    Effect.WAITS: "would wait: it is accepted, but starts late",
    Effect.DEGRADED: "would work, but something is lost",
}
"""What each effect is to the person who asks for the operation."""


NOT_PASSED = {
    Effect.WAITS: "would not pass: something starts late",
    Effect.DEGRADED: "would not pass: something is lost",
}
"""What they are to whoever looks at everything."""


def verdict(
    operation: Operation,
    answer: Answer,
    effect: Effect | None,
    stages: Sequence[StageVerdict],
    *,
    proven: bool,
) -> str:
    """What would become of the operation, and at which of its stages."""
    name = operation.title[:1].upper() + operation.title[1:]
    if answer is Answer.READY:
        return f"{name} would work{'' if proven else ', as far as was asked'}."
    if effect is None:
        unclear = next(each for each in stages if each.status is Answer.UNKNOWN)
        return f'Whether {operation.title} would work is not known: see "{unclear.title}".'
    said = EFFECTS[effect].format(patience=operation.patience)
    if answer is Answer.BLOCKED and not effect.blocks:
        said = NOT_PASSED[effect]
    where = next(each for each in stages if each.effect is effect)
    earlier = stages[: stages.index(where)]
    doubtful = any(each.status is Answer.UNKNOWN for each in earlier)
    latest = "at the latest " if doubtful and effect.blocks else ""
    return f'{name} {said}, {latest}at "{where.title}".'
