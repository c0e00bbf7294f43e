"""Who gets the tasks of a queue, what waits in it, and what else is told: literals, no server."""

from collections.abc import Sequence

import pytest

from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Heartbeat, Kind, Poller, Seen, Slots, State
from checks.temporal.routing import directions
from checks.temporal.routing.deployments import Deployment
from checks.temporal.routing.neighbours import hint, spellings
from checks.temporal.routing.queues import Queue
from checks.temporal.routing.results import complaint
from checks.temporal.routing.routes import Lost, lost
from checks.temporal.routing.starting import ids
from checks.temporal.routing.versions import Routing, Version
from checks.temporal.routing.waiting import Backlog, Tolerated, Wait, judge

NOW = 1_795_354_000.0
B1, B2, B3 = Version("jobs", "b1"), Version("jobs", "b2"), Version("jobs", "b3")
IDLE = {Kind.WORKFLOW: Slots(100, 0), Kind.ACTIVITY: Slots(1, 0)}


def polls(version: Version | None, age: float = 1.0, *, who: str = "") -> list[Poller]:
    identity = who or f"worker of {version}"
    return [Poller(identity=identity, kind=kind, at=NOW - age, version=version) for kind in Kind]


def beat(
    version: Version | None, age: float = 1.0, *, who: str = "", ended: bool = False
) -> Heartbeat:
    return Heartbeat(
        identity=who or f"worker of {version}",
        at=NOW - age,
        interval=5.0,
        slots=IDLE,
        ended=ended,
        host="here",
        version=version,
    )


def ways(
    routing: Routing, pollers: Sequence[Poller], beats: Sequence[Heartbeat] = ()
) -> list[Lost]:
    """Those of workflows."""
    side = Queue((), routing, Backlog())
    seen = Sightings(tuple(pollers), tuple(beats), dict.fromkeys(Kind, side))
    found = lost(seen, now=NOW, long_poll=60.0, host="here")
    return [each for each in found if each.kind is Kind.WORKFLOW]


# versions


@pytest.mark.parametrize(
    ("text", "version"),
    [("jobs.b1", B1), ("jobs.1.0", Version("jobs", "1.0")), ("__unversioned__", None), ("", None)],
)
def test_how_servers_write_a_version(text: str, version: Version | None) -> None:
    assert Version.parse(text) == version


def test_everybody_gets_what_he_polls_for() -> None:
    assert ways(Routing(), polls(None)) == []
    assert ways(Routing(current=B1), polls(B1) + polls(B2) + polls(None)) == []
    assert ways(Routing(current=B1, ramping=B2, percentage=5), polls(B1) + polls(B2)) == []


def test_where_nobody_polls_versions_are_not_the_matter() -> None:
    assert ways(Routing(current=B1), []) == []
    assert ways(Routing(current=B1), polls(B2), [beat(B2, ended=True)]) == []


def test_a_way_that_leads_nowhere() -> None:
    (unversioned,) = ways(Routing(), polls(B1))
    (current,) = ways(Routing(current=B1), polls(B2) + polls(None))

    assert (unversioned.version, unversioned.polled, unversioned.unclear) == (None, [B1], False)
    assert (current.version, current.polled, current.share) == (B1, [B2, None], 100)


def test_the_larger_share_is_told_first() -> None:
    found = ways(Routing(current=B1, ramping=B2, percentage=60), polls(None))

    assert [(each.version, each.share, each.ramping) for each in found] == [
        (B2, 60, True),
        (B1, 40, False),
    ]


def test_all_that_ramps_leaves_nothing_to_the_current_version() -> None:
    assert ways(Routing(current=B1, ramping=B2, percentage=100), polls(B2)) == []


def test_a_dead_worker_polls_for_no_version() -> None:
    (way,) = ways(Routing(current=B1), polls(B1) + polls(B2), [beat(B1, 40), beat(B2)])

    assert (way.version, way.unclear) == (B1, False)


def test_without_heartbeat_an_old_poll_tells_nothing() -> None:
    (way,) = ways(Routing(current=B1), polls(B1, 100) + polls(B2))

    assert way.unclear


def test_versions_by_one_identity_are_told_apart_by_their_heartbeats() -> None:
    pollers = polls(B1, 40, who="me") + polls(B2, who="me")
    beats = [beat(B1, 40, who="me"), beat(B2, who="me")]

    (way,) = ways(Routing(current=B1), pollers, beats)

    assert (way.version, way.unclear, way.polled) == (B1, False, [B2])


def test_an_unversioned_worker_may_name_a_version_in_its_heartbeat() -> None:
    assert ways(Routing(), polls(None, who="me") + polls(B2), [beat(B1, who="me"), beat(B2)]) == []


def test_a_worker_busy_with_activities_may_have_been_forgotten() -> None:
    pollers = [each for each in polls(B1) if each.kind is Kind.WORKFLOW] + polls(B2)
    side = Queue((), Routing(current=B1), Backlog())
    seen = Sightings(tuple(pollers), (), dict.fromkeys(Kind, side))

    (way,) = lost(seen, now=NOW, long_poll=60.0, host="here")

    assert way.kind is Kind.ACTIVITY
    assert way.unclear


def test_what_is_said_of_versions() -> None:
    way = Lost(kind=Kind.WORKFLOW, version=None, share=100, ramping=False, polled=[B1, B2])
    unversioned = Lost(kind=Kind.ACTIVITY, version=None, share=20, ramping=True, polled=[B1])

    assert directions.code(way, []) == "no-current-version"
    assert directions.code(way, [Deployment("jobs", B2)]) == "current-version-unpolled"
    assert directions.code(unversioned, []) == "ramping-version-unpolled"
    assert directions.summary(way, [], "q") == (
        'no version is current: workflow tasks of task queue "q" go to unversioned workers, '
        "and there are only others: jobs.b1, jobs.b2"
    )
    assert directions.summary(unversioned, [], "q").startswith("20 % of the activity tasks")
    assert "does not know it yet" in directions.changing([Deployment("jobs", B1)], "q")


@pytest.mark.parametrize(
    ("current", "polled", "changes"),
    [
        (B1, [], True),
        (B3, [Kind.WORKFLOW], True),
        (B3, [Kind.ACTIVITY], False),
        (B3, [], False),
    ],
)
def test_who_has_polled_and_is_current_is_told_to_the_queue_in_a_moment(
    current: Version, polled: list[Kind], changes: bool
) -> None:
    way = Lost(kind=Kind.WORKFLOW, version=None, share=100, ramping=False, polled=[B1, B2])

    assert directions.changes(way, [Deployment("jobs", current, frozenset(polled))]) is changes


# what waits

LIMITS = Tolerated(age=60, count=1000)
STANDS = Backlog(count=3, age=70)


def seen(
    kind: Kind = Kind.WORKFLOW,
    state: State = State.FREE,
    *,
    polled: float | None = 20.0,
    beat: float | None = None,
    free: int = 1,
) -> Seen:
    slots = None if beat is None else Slots(free, 1)
    return Seen(identity="a", kind=kind, state=state, polled=polled, beat=beat, slots=slots)


def wait(backlog: Backlog, *workers: Seen, **more: Sequence[float] | set[str]) -> Wait:
    kind = workers[0].kind if workers else Kind.WORKFLOW
    return judge(kind, backlog, LIMITS, workers, **more)  # type: ignore[arg-type]  # by its name


@pytest.mark.parametrize(
    ("backlog", "expected"),
    [
        (Backlog(), Wait.NONE),
        (Backlog(count=1000, age=60), Wait.NONE),
        (Backlog(count=0, age=90), Wait.NONE),
        (Backlog(count=1001, age=1), Wait.MOVING),
        (Backlog(count=3, age=70, given=0.2), Wait.MOVING),
        (Backlog(count=3, age=70, limited=True), Wait.MOVING),
        (STANDS, Wait.STUCK),
    ],
)
def test_what_waits_long_and_is_not_given_out_stands(backlog: Backlog, expected: Wait) -> None:
    assert wait(backlog, seen()) is expected


def test_somebody_who_could_take_it_makes_it_stuck() -> None:
    assert wait(STANDS, seen(Kind.ACTIVITY, beat=5)) is Wait.STUCK
    assert wait(STANDS, seen(Kind.ACTIVITY, beat=5, free=-1)) is Wait.STUCK
    assert wait(STANDS, seen(beat=69)) is Wait.STUCK


def test_nobody_left_makes_it_stuck() -> None:
    assert wait(STANDS) is Wait.STUCK
    assert wait(STANDS, seen(state=State.STALE)) is Wait.STUCK


def test_a_heartbeat_from_before_the_tasks_tells_nothing_of_activities() -> None:
    assert wait(STANDS, seen(Kind.ACTIVITY, beat=69)) is Wait.UNCLEAR
    assert wait(STANDS, seen(Kind.ACTIVITY)) is Wait.UNCLEAR


def test_one_that_has_just_asked_may_have_got_something_the_numbers_do_not_show_yet() -> None:
    assert wait(STANDS, seen(polled=3)) is Wait.UNCLEAR
    assert wait(STANDS, seen(Kind.ACTIVITY, polled=3), at_work={"a"}) is Wait.UNCLEAR


def test_somebody_at_work_makes_wait() -> None:
    assert wait(STANDS, seen(Kind.ACTIVITY), at_work={"a"}) is Wait.BUSY
    assert wait(STANDS, seen(Kind.ACTIVITY, State.BUSY)) is Wait.BUSY
    assert wait(STANDS, seen(Kind.ACTIVITY), at_work={"b"}) is Wait.UNCLEAR


def test_a_worker_that_was_just_started_has_not_had_the_time() -> None:
    assert wait(STANDS, seen(beat=1), uptimes=[5.0]) is Wait.MOVING
    assert wait(STANDS, seen(beat=1), uptimes=[15.0]) is Wait.STUCK


# what else is told


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ('{"success": false, "error": "no GPU"}', "no GPU"),
        ('{"Success": "False", "message": "full"}', "full"),
        ('{"success": false}', "no reason given"),
        ('{"status": "FAILED", "reason": "disk"}', "disk"),
        ('{"error": "broken"}', "broken"),
        ('{"success": true, "error": "a warning"}', ""),
        ('{"status": "completed", "error": ""}', ""),
        ('{"error": null}', ""),
        ('"failed"', ""),
        ("[]", ""),
        ("no json", ""),
        ('{"success": false, "log": "' + "x" * 100_000 + '"}', ""),
    ],
)
def test_results_that_say_that_a_job_has_failed(result: str, expected: str) -> None:
    assert complaint(result.encode()) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"id": "job-1"}, {"any_name": 2}], ["job-1", "2"]),
        ([{"id": None}, {"a": 1, "b": 2}, "job-3"], []),
        (None, []),
        ("job-1", []),
    ],
)
def test_workflow_ids_are_rows_of_one_column(rows: object, expected: list[str]) -> None:
    assert ids(rows) == expected


def test_other_ways_to_write_a_queue() -> None:
    ways = spellings("Training_Task")

    assert {"training_task", "TRAINING_TASK", "Training-Task", "training-task"} <= set(ways)
    assert {"Training_Tasks"} <= set(ways)
    assert "Training_Task" not in ways
    assert spellings("s ") == ["s", "S"]


def test_near_names_are_told_and_others_only_where_none_is_near() -> None:
    near = hint("training-task", {"training-tasks": 2, "billing": 1})
    far = hint("training-task", {"billing": 1})

    assert near.startswith('Nobody polls "training-task"; "training-tasks" has 2 workers: ')
    assert '"billing" has 1 worker:' in far
    assert hint("training-task", {}) == ""
