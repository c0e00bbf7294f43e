"""Where a workflow stands, by what its server tells of it: literals, no server."""

from collections.abc import Sequence
from typing import Any

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent

from checks.temporal.inspecting import past
from checks.temporal.inspecting.progress import standing
from checks.temporal.inspecting.runs import Activity, Phase, Run, Standing, Turn
from checks.temporal.inspecting.takers import Takers, tasks
from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Heartbeat, Kind, Poller, Slots
from healthcheck import Manner, Status

NOW = 1_795_354_000.0
IDLE = {Kind.WORKFLOW: Slots(100, 0), Kind.ACTIVITY: Slots(10, 0)}
FULL = {Kind.WORKFLOW: Slots(100, 0), Kind.ACTIVITY: Slots(0, 1)}


def run(**more: Any) -> Run:
    own = {"id": "job-7", "type": "TrainingWorkflow", "queue": "q", "status": "running"}
    return Run(**{**own, "started": NOW - 60, **more})


def turn(phase: Phase, age: float, attempt: int = 1, failed: str | None = None) -> Run:
    return run(turn=Turn(phase=phase, since=NOW - age, attempt=attempt, failed=failed))


def activity(phase: Phase, age: float, **more: Any) -> Run:
    own = {"name": "train", "queue": "q", "worker": "w@here", "phase": phase, "since": NOW - age}
    return run(activities=[Activity(**{**own, **more})])


def polls(age: float, *kinds: Kind) -> list[Poller]:
    return [Poller(identity="w@here", kind=each, at=NOW - age) for each in kinds or Kind]


def beat(age: float, slots: dict[Kind, Slots]) -> Heartbeat:
    return Heartbeat(identity="w@here", at=NOW - age, interval=10.0, slots=slots)


IDLES = (polls(1), [beat(1, IDLE)])
BUSY = (polls(1), [beat(1, FULL)])
DEAD = (polls(50), [beat(50, IDLE)])
UNHEARD: tuple[list[Poller], list[Heartbeat]] = (polls(200), [])
NOBODY: tuple[list[Poller], list[Heartbeat]] = ([], [])


def judged(run: Run, seen: tuple[Sequence[Poller], Sequence[Heartbeat]] = IDLES) -> Standing:
    takers = Takers.of(
        "q",
        "default",
        Sightings(tuple(seen[0]), tuple(seen[1])),
        tasks([run], "q"),
        now=NOW,
        long_poll=60.0,
        host="",
    )
    return standing(run, {"q": takers}, now=NOW)


@pytest.mark.parametrize(
    ("it", "seen", "code", "status"),
    [
        (turn(Phase.SCHEDULED, 1), IDLES, "", Status.OK),
        (turn(Phase.SCHEDULED, 60), IDLES, "backlog-stuck", Status.FAIL),
        (turn(Phase.SCHEDULED, 60), DEAD, "stale-workers", Status.FAIL),
        (turn(Phase.SCHEDULED, 60), UNHEARD, "workers-unclear", Status.UNKNOWN),
        (turn(Phase.SCHEDULED, 60), NOBODY, "no-workers", Status.FAIL),
        (turn(Phase.STARTED, 5), IDLES, "", Status.OK),
        (turn(Phase.STARTED, 1, 2), IDLES, "", Status.OK),
        (turn(Phase.STARTED, 5, 2), IDLES, "nobody-takes-work", Status.FAIL),
        (turn(Phase.SCHEDULED, 0, 3), IDLES, "nobody-takes-work", Status.FAIL),
        (turn(Phase.SCHEDULED, 5, 3), UNHEARD, "workers-unclear", Status.UNKNOWN),
        (turn(Phase.SCHEDULED, 5, 3), NOBODY, "no-workers", Status.FAIL),
        (turn(Phase.STARTED, 1, 2, "a bug"), IDLES, "task-failing", Status.FAIL),
        (turn(Phase.SCHEDULED, 1, 9, "a bug"), UNHEARD, "task-failing", Status.FAIL),
        (turn(Phase.SCHEDULED, 1, 9, "a bug"), NOBODY, "no-workers", Status.FAIL),
        (activity(Phase.SCHEDULED, 60), BUSY, "saturated", Status.FAIL),
        (activity(Phase.SCHEDULED, 1), IDLES, "", Status.OK),
        (activity(Phase.SCHEDULED, -9, failed="x"), BUSY, "activity-retrying", Status.FAIL),
        (activity(Phase.SCHEDULED, 9, failed="x"), BUSY, "saturated", Status.FAIL),
        (activity(Phase.SCHEDULED, 9, failed="x"), UNHEARD, "activity-retrying", Status.FAIL),
        (activity(Phase.STARTED, 9), BUSY, "", Status.OK),
        (activity(Phase.STARTED, 42), BUSY, "silent-activity", Status.WARN),
        (activity(Phase.STARTED, 42, said=NOW - 31), BUSY, "", Status.OK),
        (activity(Phase.STARTED, 200, said=NOW - 99), BUSY, "silent-activity", Status.WARN),
        (activity(Phase.STARTED, 42), DEAD, "activity-abandoned", Status.FAIL),
        (activity(Phase.STARTED, 42), NOBODY, "silent-activity", Status.WARN),
        (activity(Phase.STARTED, 1, failed="x"), BUSY, "activity-retrying", Status.FAIL),
        (activity(Phase.PAUSED, 1), BUSY, "paused", Status.FAIL),
        (run(), NOBODY, "waits-for-signal", Status.UNKNOWN),
        (run(status="paused"), IDLES, "paused", Status.FAIL),
        (run(timer=NOW + 9), NOBODY, "", Status.OK),
        (run(others=["child"], timer=NOW + 9), NOBODY, "", Status.OK),
        (run(status="completed", closed=NOW), NOBODY, "", Status.OK),
        (run(status="continued as new", closed=NOW), NOBODY, "", Status.OK),
    ],
)
def test_what_stands_in_its_way(
    it: Run, seen: tuple[list[Poller], list[Heartbeat]], code: str, status: Status
) -> None:
    found = judged(it, seen)

    assert (found.code, found.status) == (code, status)


def test_a_silent_activity_is_named_with_its_worker_and_try() -> None:
    found = judged(activity(Phase.STARTED, 42), BUSY)

    said = 'activity "train" has been running on worker w@here for 42 s, attempt 1'
    assert found.said == f"{said}; it sends no heartbeat"
    assert f"temporal.{found.code}" == "temporal.silent-activity"


def test_of_several_things_what_stands_in_its_way_counts() -> None:
    both = run(
        activities=[
            *activity(Phase.STARTED, 42).activities,
            *activity(Phase.SCHEDULED, -9, attempt=3, most=5, failed="no disk").activities,
        ]
    )

    assert judged(both, BUSY).said == (
        'activity "train" is tried again in 9 s (attempt 3 of 5; the one before failed: no disk)'
    )


def test_who_merely_waits_for_others_is_the_lesser_evil() -> None:
    busy, failing = (
        judged(activity(Phase.SCHEDULED, 60), BUSY),
        judged(activity(Phase.SCHEDULED, -9, failed="x"), BUSY),
    )

    assert busy.manner is Manner.BLOCKS
    assert busy.weight < failing.weight


def test_an_abandoned_activity_tells_when_it_is_given_to_another() -> None:
    it = activity(Phase.STARTED, 42, limit=NOW + 558)

    assert judged(it, DEAD).said.endswith("that worker is dead; it is given to another in 558 s")


# what is read off the history


def test_a_failures_causes_are_told_and_its_wrappers_are_not() -> None:
    failure = Failure(message="Activity task failed")
    failure.cause.message = "no upload"
    failure.cause.cause.message = "no route"

    assert past.reason(failure) == "no upload: no route"
    assert past.reason(Failure(message="Activity task failed")) == "Activity task failed"
    assert past.reason(Failure()) == "no reason given"


def started(event_id: int, at: int, seconds: int) -> HistoryEvent:
    event = HistoryEvent(event_id=event_id)
    event.event_time.FromSeconds(at)
    event.timer_started_event_attributes.start_to_fire_timeout.FromSeconds(seconds)
    return event


def test_the_next_timer_is_one_that_has_not_ended() -> None:
    fired, cancelled = HistoryEvent(event_id=8), HistoryEvent(event_id=9)
    fired.timer_fired_event_attributes.started_event_id = 5
    cancelled.timer_canceled_event_attributes.started_event_id = 6
    timers = [started(7, 100, 60), started(6, 100, 5), started(5, 100, 1), started(4, 100, 90)]

    assert past.next_timer([cancelled, fired, *timers]) == 160
    assert past.next_timer([]) is None
