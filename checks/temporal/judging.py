"""Who would take a task from the queue: a pure judgement of what the server has seen.

The server's two sources err differently. A poller's last access says when somebody asked for work:
a killed worker stays listed for minutes, and a live one whose slots are all busy asks no more and
ages out. A heartbeat tells these apart, but not every server and SDK has it. So a heartbeat decides
where there is one, then a poll that is fresh enough; what neither proves stays unclear.
Times are seconds since the epoch.
"""

from collections.abc import Iterable, Mapping, Sequence

from checks.temporal.workers import Heartbeat, Judgement, Kind, Poller, Seen, State

LONG_POLL = 60.0
"""Seconds after which the server answers an empty poll, by its default; then comes another."""

FRESH = 75.0
"""Seconds up to which a poll is a sign of life: an idle worker's last poll was up to 58 s old."""

FORGOTTEN = 330.0
"""Seconds after which no server lists a poller any more (300 by default; seen at 301)."""

LATE = FRESH - LONG_POLL
"""Seconds that a heartbeat may be late."""

MISSED = 3
"""Intervals without a heartbeat after which a worker is dead."""


def judge(pollers: Sequence[Poller], heartbeats: Sequence[Heartbeat], *, now: float) -> Judgement:
    """Who would take a task, and what that means; `now` by our own clock."""
    now = _clock(pollers, now)
    seen = tuple(
        _seen(identity, kind, pollers, heartbeats, now)
        for kind in Kind
        for identity in _identities(kind, pollers, heartbeats)
    )
    found = Judgement(None, seen)
    unheard = found.state(Kind.ACTIVITY) is State.ABSENT and _may_be_busy(seen)
    activity = State.UNCLEAR if unheard else found.state(Kind.ACTIVITY)
    return Judgement(_code(found.state(Kind.WORKFLOW), activity), seen)


def _code(workflow: State, activity: State) -> str | None:
    if workflow.gone and activity.gone:
        return "stale-workers" if State.STALE in (workflow, activity) else "no-workers"
    if workflow.gone:
        return "no-workflow-workers"
    if State.UNCLEAR in (workflow, activity):
        return "workers-unclear"
    if activity.gone:
        return "no-activity-workers"
    return "saturated" if State.BUSY in (workflow, activity) else None


def _may_be_busy(seen: Iterable[Seen]) -> bool:
    """Whether some worker without a heartbeat lives: busy for minutes, it polls no activities and
    is forgotten, and then looks like one that takes none."""
    return any(each.beat is None and each.state is State.FREE for each in seen)


def _clock(pollers: Iterable[Poller], ours: float) -> float:
    """Our time, unless it cannot be the server's: it has seen later, or would have forgotten."""
    times = [poller.at for poller in pollers] or [ours]
    return ours if max(times) <= ours <= min(times) + FORGOTTEN else max(times)


def _identities(
    kind: Kind, pollers: Iterable[Poller], heartbeats: Iterable[Heartbeat]
) -> Sequence[str]:
    polling = {poller.identity for poller in pollers if poller.kind is kind}
    return sorted(polling | {beat.identity for beat in heartbeats if beat.takes(kind)})


def _seen(
    identity: str,
    kind: Kind,
    pollers: Iterable[Poller],
    heartbeats: Iterable[Heartbeat],
    now: float,
) -> Seen:
    polls = {each.kind: each.at for each in pollers if each.identity == identity}
    polled = max(polls.values(), default=0.0)
    beats = [each for each in heartbeats if each.identity == identity and _credible(each, polled)]
    spoken = [each for each in beats if each.takes(kind)]
    newest = max(spoken, key=lambda each: each.at, default=None)
    state = _by_heartbeat(kind, spoken, polls.get(kind, 0.0), now)
    return Seen(
        identity=identity,
        kind=kind,
        state=state or _by_poll(polls, kind, heard=bool(beats), now=now),
        polled=now - polls[kind] if kind in polls else None,
        beat=max(0.0, now - newest.at) if newest else None,
        due=newest.due if newest else None,
        slots=newest.slots.get(kind) if newest else None,
    )


def _credible(beat: Heartbeat, polled: float) -> bool:
    """Nobody dead polls: then its clock is wrong, or this is another worker by the same name.

    A stopped worker's last poll ends on the server a long poll after it began.
    """
    return polled <= beat.at + MISSED * beat.due + LONG_POLL


def _by_heartbeat(
    kind: Kind, beats: Sequence[Heartbeat], polled: float, now: float
) -> State | None:
    """None where no heartbeat tells."""
    running = [beat for beat in beats if not beat.ended]
    living = [beat for beat in running if now - beat.at <= MISSED * beat.due]
    if living:
        return _by_living(kind, living, polled, now)
    if running:
        return State.STALE
    return State.ENDED if beats else None


def _by_living(kind: Kind, beats: Sequence[Heartbeat], polled: float, now: float) -> State:
    """Not yet dead is not alive: a worker with a free slot polls, and a busy one's heartbeats are
    renewed. What shows neither any more is unclear until its third heartbeat is missed."""
    if all(_full(beat, kind, polled) for beat in beats):
        renewed = any(now - beat.at <= beat.due + LATE for beat in beats)
        return State.BUSY if renewed else State.UNCLEAR
    last = max(polled, *(beat.at for beat in beats))
    return State.FREE if now - last <= FRESH else State.UNCLEAR


def _full(beat: Heartbeat, kind: Kind, polled: float) -> bool:
    """No free slot when it last said so; a later poll means that one has become free."""
    slots = beat.slots[kind]
    return slots.free == 0 and slots.used > 0 and polled <= beat.at


def _by_poll(polls: Mapping[Kind, float], kind: Kind, *, heard: bool, now: float) -> State:
    """One that still polls for the other kind is alive: what keeps it from this one is its work."""
    fresh = {each for each, at in polls.items() if now - at <= FRESH}
    if kind in fresh:
        return State.FREE
    return State.BUSY if fresh and not heard else State.UNCLEAR
