"""The workers as evidence: a row each, for programs and for whoever wants to know it exactly."""

from collections.abc import Sequence
from datetime import UTC, datetime

from checks.temporal.liveness.workers import Heartbeat, Judgement, Seen


def rows(judgement: Judgement, heartbeats: Sequence[Heartbeat]) -> list[dict[str, object]]:
    """Who it is, and its state and last poll for each kind of task. Ages in seconds."""
    identities = sorted({each.identity for each in judgement.seen})
    return [_row(each, judgement, heartbeats) for each in identities]


def moment(at: float) -> str:
    """A time as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(int(at), UTC).isoformat().replace("+00:00", "Z")


def _row(identity: str, judgement: Judgement, heartbeats: Sequence[Heartbeat]) -> dict[str, object]:
    row: dict[str, object] = {"identity": identity}
    own = [each for each in heartbeats if each.identity == identity]
    # of several by one name the one that runs, and of those the last one heard
    if newest := max(own, key=lambda each: (not each.ended, each.at), default=None):
        row |= {"host": newest.host, "pid": newest.pid, "sdk": newest.sdk}
        row |= {"started": moment(newest.started)} if newest.started else {}
    seen = [each for each in judgement.seen if each.identity == identity]
    for each in seen:
        if each.beat is not None and each.due is not None:
            row |= {"heartbeat_age": round(each.beat, 1), "heartbeat_due": round(each.due)}
    return row | {each.kind.value: _told(each) for each in seen}


def _told(seen: Seen) -> dict[str, object]:
    told: dict[str, object] = {"state": seen.state.value}
    if seen.polled is not None:
        told["poll_age"] = round(seen.polled, 1)
    if seen.slots:
        told |= {"slots_free": seen.slots.free, "slots_used": seen.slots.used}
    if seen.task:
        told |= {"at": seen.task, "at_it_for": round(seen.busy, 1)}
    return told
