"""Why nobody has taken a probe that lay in the queue: a pure judgement."""

from collections.abc import Set

from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Heartbeat, Kind
from checks.temporal.registration.probes import MOST
from checks.temporal.registration.shortcomings import Load


def load(kind: Kind, polling: Set[str], before: Sightings, after: Sightings) -> Load:
    """By what was seen of those who poll before the probe was sent, and after it was given up.

    A slot for workflow tasks is never taken for long, so that an older heartbeat's word on it still
    holds; one for activities may have been taken since, and only a heartbeat that came while the
    probe lay there shows that it was free. What moves, or is held back by a limit on the rate, has
    others' tasks before ours: that it moved is half a minute old, and that somebody lives must be
    newer.
    """
    said = [each for each in after.heartbeats if each.identity in polling and not each.ended]
    known = {(each.identity, each.at) for each in before.heartbeats}
    new = [each for each in said if (each.identity, each.at) not in known]
    waits = after.queues[kind].backlog
    if waits.limited or (waits.given and waits.count > MOST):
        return Load.MOVING if new else Load.UNTOLD
    if kind is Kind.WORKFLOW:
        return Load.FREE if said else Load.UNTOLD
    return Load.FREE if any(_free(each, kind) for each in new) else Load.UNTOLD


def _free(beat: Heartbeat, kind: Kind) -> bool:
    """A worker's first one, at its start, may leave a kind out that it takes."""
    return kind in beat.slots and beat.slots[kind].free != 0
