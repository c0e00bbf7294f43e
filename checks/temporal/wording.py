"""What the findings say: sentences with the names and numbers that somebody needs."""

from collections.abc import Iterable, Mapping, Sequence

from checks.temporal.sightings import Origin
from checks.temporal.workers import Judgement, Kind, Seen, State

REGISTERED = "registered"
NAMESPACE_STATES = {1: REGISTERED, 2: "deprecated", 3: "deleted"}

NAMED = 3
"""Workers named in a sentence; the evidence has them all."""


def summary(judgement: Judgement, *, queue: str, namespace: str) -> str:
    """One sentence for what stands in the way."""
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
    return f"cannot tell whether {_unclear(seen, where)}"


def other_namespaces(name: str, names: Sequence[str], *, shown: int, address: str) -> str:
    """A hint: the namespaces that there are, above all one that differs in case only."""
    twins = [each for each in names if each.strip().lower() == name.strip().lower()]
    if twins:
        return f'Set the namespace (TEMPORAL_NAMESPACE) to "{twins[0]}": case and spaces count.'
    known = ", ".join(names[:shown]) + (", ..." if len(names) > shown else "")
    listed = f" (there: {known})" if known else ""
    create = f"temporal operator namespace create -n {name} --address {address}"
    return f"Correct TEMPORAL_NAMESPACE{listed}, or create it: {create}"


def other_queues(queue: str, polled: Sequence[str], *, shown: int) -> str:
    """A hint where workers poll another queue instead; none (the code's own) where nobody does."""
    others = [f'"{each}"' for each in polled if each != queue][:shown]
    if not others:
        return ""
    return (
        f"Workers here poll {', '.join(others)}: TEMPORAL_TASK_QUEUE must be the same for worker "
        "and backend (case and spaces count). If that is somebody else's, start your worker."
    )


def evidence(judgement: Judgement, origins: Mapping[str, Origin]) -> list[dict[str, object]]:
    """Each worker: who it is, and its state and last poll for each kind of task. Seconds."""
    rows: list[dict[str, object]] = []
    for identity in sorted({each.identity for each in judgement.seen}):
        seen = [each for each in judgement.seen if each.identity == identity]
        row: dict[str, object] = {"identity": identity}
        if origin := origins.get(identity):
            row |= {"host": origin.host, "pid": origin.pid, "sdk": origin.sdk}
        for each in seen:
            if each.beat is not None and each.due is not None:
                row |= {"heartbeat_age": round(each.beat, 1), "heartbeat_due": round(each.due)}
        for each in seen:
            row[each.kind.value] = _told(each)
        rows.append(row)
    return rows


def _told(seen: Seen) -> dict[str, object]:
    told: dict[str, object] = {"state": seen.state.value}
    if seen.polled is not None:
        told["poll_age"] = round(seen.polled, 1)
    if seen.slots:
        told |= {"slots_free": seen.slots.free, "slots_used": seen.slots.used}
    return told


def _gone(seen: Iterable[Seen]) -> str:
    """Who ended, how and when; a worker of both kinds once."""
    told = {each.identity: f"{each.identity} {_end(each)}" for each in seen}
    return _some(list(told.values()))


def _end(seen: Seen) -> str:
    ago = f"{seen.beat or 0:.0f} s ago"
    if seen.state is State.ENDED:
        return f"shut down {ago}"
    return f"is dead (last heartbeat {ago}, due every {seen.due or 0:.0f} s)"


def _busy(seen: Iterable[Seen]) -> str:
    busy = [each for each in seen if each.state is State.BUSY]
    return _some([f"{each.identity} ({_load(each)})" for each in busy])


def _load(seen: Seen) -> str:
    kind = "activity" if seen.kind is Kind.ACTIVITY else "workflow"
    if seen.slots is None:
        return f"has not asked for {kind} tasks for {seen.polled or 0:.0f} s"
    return f"{seen.slots.used} of {seen.slots.used} {kind} slots used"


def _unclear(seen: Iterable[Seen], where: str) -> str:
    ages = {each.identity: each.polled or 0 for each in seen if each.state is State.UNCLEAR}
    if ages:
        told = _some([f"{who} last polled {age:.0f} s ago" for who, age in ages.items()])
        return f"a worker lives on {where}: {told}"
    polling = _some(sorted({each.identity for each in seen if each.beat is None}))
    return (
        f"anybody takes activities from {where}: {polling} polls for workflows, without heartbeat"
    )


def _some(told: Sequence[str]) -> str:
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return ", ".join(told[:NAMED]) + more
