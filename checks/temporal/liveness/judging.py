"""Who would take a task from the queue: a pure judgement of what the server has seen.

The server's sources err differently. A poller's last access says when somebody asked for work: a
killed worker stays listed for minutes, and a live one whose slots are all busy asks no more and
ages out. A heartbeat tells these apart, but not every server and SDK has it. So a heartbeat decides
where there is one, then a poll that is fresh enough, then an activity that a worker is at; what
none of them proves stays unclear. Some dead workers among living ones are no finding: after every
restart the old one is listed for minutes; the evidence shows it. Times are seconds since the epoch.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from checks.temporal.liveness.ages import LONG_POLL, Clocks, Limits
from checks.temporal.liveness.signs import Signs
from checks.temporal.liveness.workers import Heartbeat, Judgement, Kind, Poller, Seen, State, Task

FRESH = Limits().fresh
"""Seconds up to which a poll is a sign of life, on a server with the usual long poll."""


def fresh(long_poll: timedelta) -> float:
    """Seconds up to which a poll is a sign of life, on a server with this long poll."""
    return Limits(long_poll.total_seconds()).fresh


def judge(
    pollers: Sequence[Poller],
    heartbeats: Sequence[Heartbeat],
    *,
    now: float,
    tasks: Sequence[Task] = (),
    long_poll: float = LONG_POLL,
    host: str = "",
) -> Judgement:
    """Who would take a task, and what that means; `now` by our own clock, which is also that of
    the workers on this `host`."""
    clocks, limits = Clocks.read(pollers, now), Limits(long_poll)
    seen = []
    for kind in Kind:
        for identity in _identities(kind, pollers, heartbeats, tasks):
            signs = Signs.of(identity, pollers, heartbeats, tasks, clocks=clocks, limits=limits)
            seen.append(signs.seen(kind, host=host))
    found = Judgement(None, tuple(seen))
    unheard = found.state(Kind.ACTIVITY) is State.ABSENT and _may_be_busy(seen)
    activity = State.UNCLEAR if unheard else found.state(Kind.ACTIVITY)
    return Judgement(_code(found.state(Kind.WORKFLOW), activity), found.seen)


def undecided(judgement: Judgement) -> bool:
    """Whether it can matter which activities the workers are at: somebody may take workflows, and
    activities only somebody who is busy. Where nobody takes workflows, that is the answer."""
    workflows, activities = (judgement.state(kind) for kind in Kind)
    return not workflows.gone and not activities.lives


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


def _identities(
    kind: Kind,
    pollers: Iterable[Poller],
    heartbeats: Iterable[Heartbeat],
    tasks: Iterable[Task],
) -> Sequence[str]:
    polling = {poller.identity for poller in pollers if poller.kind is kind}
    beating = {beat.identity for beat in heartbeats if beat.takes(kind)}
    at_work = {task.identity for task in tasks if kind is Kind.ACTIVITY}
    heard = {beat.identity for beat in heartbeats}
    return sorted(polling | beating | at_work - heard)
