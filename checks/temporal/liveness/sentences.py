"""What stands in the way of the queue's workers taking a task: one sentence, for each code."""

from collections.abc import Iterable, Sequence

from checks.temporal.liveness.workers import Judgement, Kind, Seen, State

NAMED = 3
"""Workers named in a sentence; the evidence has them all."""


def summary(judgement: Judgement, *, queue: str, namespace: str) -> str:
    """With the names and numbers that somebody needs."""
    where = f'task queue "{queue}" in namespace "{namespace}"'
    seen = judgement.seen
    ended = _gone(each for each in seen if each.state in (State.ENDED, State.STALE))
    last = f"; {ended}" if ended else ""
    match judgement.code:
        case "no-workers":
            return f"no worker polls {where}{last}"
        case "no-workflow-workers":
            return f"no worker takes workflows from {where}, only activities{last}"
        case "no-activity-workers":
            return f"no worker takes activities from {where}, only workflows{last}"
        case "stale-workers":
            return f"no living worker polls {where}; {ended}"
        case "saturated":
            return f"every worker of {where} is busy: {_busy(seen)}"
    return f"cannot tell whether {_unclear(judgement, where)}"


def some(told: Sequence[str]) -> str:
    """The first few of them."""
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return ", ".join(told[:NAMED]) + more


def _gone(seen: Iterable[Seen]) -> str:
    """Who ended, how and when; a worker of both kinds once."""
    told = {each.identity: f"{each.identity} {_end(each)}" for each in seen}
    return some(list(told.values()))


def _end(seen: Seen) -> str:
    ago = f"{seen.beat or 0:.0f} s ago"
    if seen.state is State.ENDED:
        return f"shut down {ago}"
    return f"is dead (last heartbeat {ago}, due every {seen.due or 0:.0f} s)"


def _busy(seen: Iterable[Seen]) -> str:
    busy = [each for each in seen if each.state is State.BUSY]
    return some([f"{each.identity} ({_load(each)})" for each in busy])


def _load(seen: Seen) -> str:
    if seen.slots is not None:
        return f"{seen.slots.used} of {seen.slots.used} {seen.kind} slots used"
    if seen.task:
        return f'began activity "{seen.task}" {seen.busy:.0f} s ago and has not ended it'
    return f"has not asked for {seen.kind} tasks for {seen.polled or 0:.0f} s"


def _unclear(judgement: Judgement, where: str) -> str:
    seen = [each for each in judgement.seen if each.state is State.UNCLEAR]
    told = {each.identity: f"{each.identity} {_last(each)}" for each in reversed(seen)}
    if not told:
        alone = sorted({each.identity for each in judgement.seen if each.beat is None})
        polls = f"{some(alone)} polls for workflows, without heartbeat"
        return f"anybody takes activities from {where}: {polls}"
    lives = judgement.state(Kind.WORKFLOW).lives
    what = f"anybody takes activities from {where}" if lives else f"a worker lives on {where}"
    return f"{what}: {some(list(reversed(told.values())))}"


def _last(seen: Seen) -> str:
    """When it gave its last signs."""
    signs = []
    if seen.polled is not None:
        signs.append(f"last polled {seen.polled:.0f} s ago")
    if seen.beat is not None:
        signs.append(f"sent its last heartbeat {seen.beat:.0f} s ago, due every {seen.due:.0f} s")
    if seen.task:
        signs.append(f'began activity "{seen.task}" {seen.busy:.0f} s ago')
    return " and ".join(signs)
