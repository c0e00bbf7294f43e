"""What workers have registered, judged by their own words: literals of every SDK, no server."""

import pytest

from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Heartbeat, Kind, Slots
from checks.temporal.registration.loads import load
from checks.temporal.registration.probes import End, Ending, number
from checks.temporal.registration.registered import heard, known
from checks.temporal.registration.replies import denies, knows, text_of, types_in
from checks.temporal.registration.shortcomings import Load, Said, judge
from checks.temporal.routing.queues import Queue
from checks.temporal.routing.versions import Routing
from checks.temporal.routing.waiting import Backlog

X = "__healthcheck_registration_probe__"
NOT_FOUND = "NotFoundError"


def listing(identity: str, *types: str) -> Ending:
    """A Python worker's answer."""
    said = f"Workflow class {X} is not registered on this worker, available workflows: "
    return Ending(End.FAILED, identity, said + ", ".join(types), NOT_FOUND)


def typescript(identity: str, type_: str = X) -> Ending:
    """A TypeScript worker's answer where it has no such workflow."""
    why = "no such function is exported by the workflow bundle"
    said = f"Failed to initialize workflow of type '{type_}': {why}"
    return Ending(End.FAILED, identity, said, "", "TypeScriptSDK")


UNDECODED = "Unknown encoding: binary/x-healthcheck"


def judged(
    endings: list[Ending],
    *required: str,
    kind: Kind = Kind.WORKFLOW,
    load: Load = Load.UNTOLD,
    asked: dict[tuple[str, str], bool] | None = None,
) -> tuple[Said, ...]:
    return judge(kind, "q", required, heard(endings), asked or {}, load)


def codes(found: tuple[Said, ...]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("message", "types"),
    [
        (f"Workflow class {X} is not registered on this worker, available workflows: A, B", "AB"),
        (f"Workflow type {X} is not registered on this worker, available workflows: A, B", "AB"),
        (
            f"Activity function {X} for workflow  is not registered on this worker, "
            "available activities: A, B",
            "AB",
        ),
        (f"Activity {X} is not registered on this worker, available activities: A, B", "AB"),
        (
            f"Activity function {X} is not registered on this Worker, "
            'available activities: ["A","B"]',
            "AB",
        ),
        (f"Activity function {X} is not registered on this Worker, available activities: []", ""),
        (f"unable to find workflow type: {X}. Supported types: [B, A]", "AB"),
        (f"unable to find activityType={X}. Supported types: [A]", "A"),
        (f'Unknown workflow type "{X}". Known types are [A, B]', "AB"),
        (f'Activity Type "{X}" is not registered with a worker. Known types are: A, B', "AB"),
        (typescript("a").message, None),
    ],
)
def test_every_sdk_s_words_for_a_type_that_it_lacks(message: str, types: str | None) -> None:
    assert denies(message, "")
    assert not knows(message)
    assert types_in(message) == (None if types is None else frozenset(types))


@pytest.mark.parametrize("message", ["Encoded failure", "it rains", UNDECODED])
def test_other_words_deny_nothing(message: str) -> None:
    assert not denies(message, "RuntimeError")
    assert types_in(message) is None


def test_a_failure_that_nobody_has_encrypted_can_be_read_where_it_was_put() -> None:
    from temporalio.api.common.v1 import Payload
    from temporalio.api.failure.v1 import Failure

    def put(encoding: bytes) -> Failure:
        payload = Payload(metadata={"encoding": encoding}, data=b'{"message": "there: A"}')
        return Failure(message="Encoded failure", encoded_attributes=payload)

    assert text_of(put(b"json/plain")) == "there: A"
    assert text_of(put(b"binary/encrypted")) == "Encoded failure"
    assert text_of(Failure(message="plain")) == "plain"


def test_more_workers_are_asked_more_often() -> None:
    assert [number(each) for each in (0, 1, 2, 3, 50)] == [4, 4, 4, 6, 16]


def test_workers_that_have_all_there_must_be_lack_nothing() -> None:
    assert judged([listing("a", "Train", "Other"), listing("b", "Train")], "Train") == ()
    assert judged([listing("a")]) == ()


def test_what_nobody_has_is_named_with_what_is_there_and_what_was_meant() -> None:
    (said,) = judged([listing("a", "TrainingWorkflow"), listing("b", "Other")], "trainingWorkflow")

    assert (said.code, said.manner) == ("unknown-workflow", "refuses")
    assert said.summary == (
        'no worker of task queue "q" has registered the workflow "trainingWorkflow"; '
        "there: Other, TrainingWorkflow"
    )
    assert 'Did you mean "TrainingWorkflow"?' in said.hint


def test_several_that_nobody_has_are_one_finding() -> None:
    (said,) = judged([listing("a", "x")], "one", "two", kind=Kind.ACTIVITY)

    assert said.code == "unknown-activity"
    assert 'the activities "one", "two"; there: x' in said.summary
    assert said.hint == ""


def test_what_only_some_have_makes_a_job_late() -> None:
    (said,) = judged([listing("a", "Train"), listing("b"), listing("c", "Train")], "Train")

    assert (said.code, said.manner) == ("workflow-on-some-workers", "blocks")
    assert said.summary == (
        'the workflow "Train" is registered on a, c, and not on b, of task queue "q"'
    )


def test_what_nobody_has_comes_before_what_some_have() -> None:
    endings = [listing("a", "Train"), listing("b")]

    assert codes(judged(endings, "Train", "Absent")) == [
        "unknown-workflow",
        "workflow-on-some-workers",
    ]


def test_a_worker_that_ran_the_probe_accepts_any_type_and_that_is_said() -> None:
    (said,) = judged([Ending(End.RAN, "a"), Ending(End.RAN, "a")], "Train")

    assert said.warns
    assert said.summary == "a accepts any type of workflow, and ran healthcheck's probe"


def test_typescript_s_default_function_accepts_any_type_and_ran_nothing() -> None:
    (said,) = judged([Ending(End.FAILED, "a", UNDECODED, "", "TypeScriptSDK")], "Train")

    assert said.summary == "a accepts any type of workflow"


def test_beside_one_that_accepts_any_type_another_lacks_it() -> None:
    found = judged([Ending(End.RAN, "a"), listing("b")], "Train")

    assert codes(found) == ["workflow-on-some-workers", "accepts-any-type"]


def test_typescript_lists_nothing_and_can_be_asked_for_the_type() -> None:
    first = [typescript("a"), typescript("b")]
    has, has_too = (Ending(End.FAILED, w, UNDECODED, "", "TypeScriptSDK") for w in "ab")

    assert heard(first).can_be_asked
    assert codes(judged(first, "Train")) == ["registration-untold"]
    assert codes(judged(first, "Train", asked=dict(known("Train", [has, has_too])))) == []
    lacks = dict(known("Train", [typescript("a", "Train"), typescript("b", "Train")]))
    assert codes(judged(first, "Train", asked=lacks)) == ["unknown-workflow"]
    both = dict(known("Train", [typescript("b", "Train"), has]))
    assert codes(judged(first, "Train", asked=both)) == ["workflow-on-some-workers"]


def test_where_one_of_two_does_not_tell_only_a_difference_is_told() -> None:
    both = [listing("python", "Train", "Other"), typescript("ts")]

    assert codes(judged(both, "Train")) == ["registration-untold"]
    assert codes(judged(both, "Absent")) == ["registration-untold"]
    three = [*both, listing("older", "Train")]
    assert codes(judged(three, "Other")) == ["workflow-on-some-workers"]


def test_another_sdk_is_never_asked_for_a_type_that_it_may_have() -> None:
    untold = Ending(End.FAILED, "b", "Encoded failure", NOT_FOUND)

    assert not heard([untold]).can_be_asked
    assert not heard([typescript("a"), untold]).can_be_asked
    assert not heard([typescript("a"), listing("b", "Train")]).can_be_asked
    assert not heard([typescript("a"), Ending(End.BEGUN, "b")]).can_be_asked
    (said,) = judged([untold], "Train")
    assert (said.code, said.manner) == ("registration-untold", None)


def test_a_task_that_is_taken_and_not_answered_stalls() -> None:
    (said,) = judged([Ending(End.BEGUN, "a"), Ending(End.WAITING)], load=Load.FULL)

    assert (said.code, said.manner) == ("nobody-takes-work", "refuses")
    assert said.summary == 'a took a task (workflow) from task queue "q", and did not answer'


@pytest.mark.parametrize(
    ("load", "code", "manner"),
    [
        (Load.FREE, "nobody-takes-work", "refuses"),
        (Load.FULL, "saturated", "blocks"),
        (Load.UNTOLD, "no-answer", None),
    ],
)
def test_why_nobody_takes_a_task_is_told_by_the_slots(
    load: Load, code: str, manner: str | None
) -> None:
    (said,) = judged([Ending(End.WAITING)] * 4, load=load)

    assert (said.code, said.manner) == (code, manner)


def beat(at: float, *, free: int = 1) -> Heartbeat:
    """Of a worker `a` that takes both kinds of task."""
    return Heartbeat(identity="a", at=at, slots={kind: Slots(free, 1) for kind in Kind})


def seen(*beats: Heartbeat, backlog: Backlog | None = None) -> Sightings:
    """The workers' heartbeats, and what waits in the queue."""
    queue = Queue((), Routing(), backlog or Backlog())
    return Sightings((), beats, dict.fromkeys(Kind, queue))


@pytest.mark.parametrize(
    ("kind", "after", "told"),
    [
        (Kind.WORKFLOW, seen(beat(1)), Load.FREE),
        (Kind.WORKFLOW, seen(), Load.UNTOLD),
        (Kind.ACTIVITY, seen(beat(1)), Load.UNTOLD),
        (Kind.ACTIVITY, seen(beat(2)), Load.FREE),
        (Kind.ACTIVITY, seen(beat(2, free=0)), Load.UNTOLD),
        (Kind.WORKFLOW, seen(beat(1), backlog=Backlog(500, 1.0, given=9.0)), Load.UNTOLD),
        (Kind.WORKFLOW, seen(beat(2), backlog=Backlog(500, 1.0, given=9.0)), Load.MOVING),
        (Kind.WORKFLOW, seen(beat(1), backlog=Backlog(4, 1.0, given=0.2)), Load.FREE),
        (Kind.ACTIVITY, seen(beat(1), backlog=Backlog(limited=True)), Load.UNTOLD),
        (Kind.ACTIVITY, seen(beat(2), backlog=Backlog(limited=True)), Load.MOVING),
    ],
)
def test_a_slot_for_activities_is_free_only_where_a_later_heartbeat_says_so(
    kind: Kind, after: Sightings, told: Load
) -> None:
    assert load(kind, frozenset("a"), seen(beat(1)), after) is told
    assert load(kind, frozenset("b"), seen(beat(1)), after) is Load.UNTOLD


def test_several_workers_by_one_identity_are_told_apart_by_what_they_list() -> None:
    both = [listing("1@host", "Train"), listing("1@host"), listing("1@host", "Train")]

    (said,) = judged(both, "Train")
    assert said.code == "workflow-on-some-workers"
    assert "registered on 1@host (2), and not on 1@host, of" in said.summary


def test_one_that_does_not_answer_among_others_that_do_is_named() -> None:
    (said,) = judged([listing("a", "Train"), Ending(End.BEGUN, "b")], "Train")

    assert (said.code, said.warns) == ("silent-workers", True)
    assert said.summary.startswith("b took a task")
