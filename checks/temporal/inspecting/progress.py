"""Where a workflow stands: a pure judgement of one run, and of who would take its tasks."""

from collections.abc import Mapping
from dataclasses import replace

from checks.temporal.inspecting.runs import Activity, Phase, Run, Standing, Turn
from checks.temporal.inspecting.takers import Takers
from checks.temporal.liveness.workers import Kind, State
from healthcheck import Status

QUIET = 10.0
"""Seconds for which an activity that sends no heartbeat is nothing to speak of."""

SPARSE = 75.0
"""The same for one that does; SDKs send them every 30 s, and at the most every minute."""

PROMPT = 3.0
"""Seconds that a worker may take for a workflow task; usual are milliseconds."""


def standing(run: Run, takers: Mapping[str, Takers], *, now: float) -> Standing:
    """Of a run, `takers` by the names of task queues; `now` by the server's clock. Of several
    things that it is at, the one that stands in its way."""
    if run.closed is not None:
        return _ended(run, run.closed, now)
    if run.status == "paused":
        return Standing("is paused", "paused", Status.FAIL)
    found = [_activity(each, takers[each.queue], now) for each in run.activities]
    if run.turn:
        found.insert(0, _turn(run.turn, takers[run.queue], now))
    return max(found, key=lambda each: each.weight, default=None) or _waits(run, now)


def _turn(turn: Turn, takers: Takers, now: float) -> Standing:
    age, said = max(0.0, now - turn.since), "its workflow task"
    if turn.phase is Phase.SCHEDULED:
        taken = takers.take(Kind.WORKFLOW, age)
        settled = taken.status is Status.FAIL or (taken.code and turn.failed is None)
        if turn.attempt == 1 or settled:
            return replace(taken, said=f"{said} {taken.said}{_last(turn)}")
    elif turn.attempt == 1:
        return Standing(f"a worker has been at {said} for {age:.0f} s")
    if turn.failed is not None:
        return Standing(f"{said} fails{_last(turn)}", "task-failing", Status.FAIL)
    again = f"{said} is tried again{_last(turn)}"
    if turn.attempt == 2 and age < PROMPT:
        return Standing(again)  # it may have been the task of a worker that was then restarted
    return Standing(again, "nobody-takes-work", Status.FAIL)


def _last(turn: Turn) -> str:
    if turn.attempt == 1:
        return ""
    how = "and did not answer" if turn.failed is None else f"and it failed: {turn.failed}"
    return f" (attempt {turn.attempt}; a worker took it before, {how})"


def _activity(activity: Activity, takers: Takers, now: float) -> Standing:
    name, age = f'activity "{activity.name}"', now - activity.since
    if activity.phase is Phase.PAUSED:
        return Standing(f"{name} is paused{_before(activity)}", "paused", Status.FAIL)
    if activity.phase is Phase.STARTED:
        return _begun(activity, takers, now)
    if age < 0:
        said = f"{name} is tried again in {-age:.0f} s{_before(activity)}"
        return Standing(said, "activity-retrying", Status.FAIL)
    taken = takers.take(Kind.ACTIVITY, age)
    said = f"{name} {taken.said}{_before(activity)}"
    if activity.failed and taken.status is not Status.FAIL:
        return Standing(said, "activity-retrying", Status.FAIL)
    return replace(taken, said=said)


def _begun(activity: Activity, takers: Takers, now: float) -> Standing:
    since = max(0.0, now - activity.since)
    said = (
        f'activity "{activity.name}" has been running on worker {activity.worker} for '
        f"{since:.0f} s, attempt {activity.attempt}"
    )
    if takers.state(Kind.ACTIVITY, activity.worker) is State.STALE:
        again = max(0.0, (activity.limit or now) - now)
        later = f"; it is given to another in {again:.0f} s" if activity.limit else ""
        dead = f"{said}, and that worker is dead{later}{_before(activity)}"
        return Standing(dead, "activity-abandoned", Status.FAIL)
    if activity.failed:
        return Standing(f"{said}{_before(activity)}", "activity-retrying", Status.FAIL)
    if activity.said is not None:
        ago = max(0.0, now - activity.said)
        silent, said = ago > SPARSE, f"{said}; its last heartbeat came {ago:.0f} s ago"
    else:
        silent, said = since > QUIET, f"{said}; it sends no heartbeat"
    return Standing(said, "silent-activity", Status.WARN) if silent else Standing(said)


def _before(activity: Activity) -> str:
    """What became of the tries before."""
    if not activity.failed:
        return ""
    of = f" of {activity.most}" if activity.most else ""
    return f" (attempt {activity.attempt}{of}; the one before failed: {activity.failed})"


def _waits(run: Run, now: float) -> Standing:
    if run.others:
        return Standing(f"waits for its {', '.join(run.others)}")
    if run.timer is not None:
        return Standing(f"waits: it goes on in {max(0.0, run.timer - now):.0f} s by itself")
    said = "waits for a signal or an update: it has no task, no activity and no timer"
    return Standing(said, "waits-for-signal", Status.UNKNOWN)


_ENDED = {
    "failed": "job-failed",
    "canceled": "job-terminated",
    "terminated": "job-terminated",
    "timed out": "job-timed-out",
}


def _ended(run: Run, closed: float, now: float) -> Standing:
    ago = f"{max(0.0, now - closed):.0f} s ago"
    if run.status == "completed" and run.ending:
        said = f"completed {ago}, and its result says that it failed: {run.ending}"
        return Standing(said, "job-failed", Status.FAIL)
    why = f": {run.ending}" if run.ending else ""
    code = _ENDED.get(run.status, "")
    verb = {"canceled": "was cancelled", "terminated": "was terminated"}.get(run.status, run.status)
    return Standing(f"{verb} {ago}{why}", code, Status.FAIL if code else Status.OK)
