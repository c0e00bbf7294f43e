"""Who would take a task, judged by what a server has seen: literals, no server."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.temporal import Address, Name, TemporalTarget
from checks.temporal.connecting.errors import TemporalError, Way
from checks.temporal.connecting.faults import FAULTS
from checks.temporal.liveness.ages import FORGOTTEN
from checks.temporal.liveness.judging import fresh, judge, undecided
from checks.temporal.liveness.listing import rows
from checks.temporal.liveness.sentences import summary
from checks.temporal.liveness.sources import Change, newest, outdated
from checks.temporal.liveness.workers import Heartbeat, Kind, Poller, Slots, State, Task
from healthcheck import Malformed, Secret
from healthcheck.faults import match

NOW = 1_795_354_000.0
IDLE = {Kind.WORKFLOW: Slots(100, 0), Kind.ACTIVITY: Slots(1, 0)}
FULL = {Kind.WORKFLOW: Slots(100, 0), Kind.ACTIVITY: Slots(0, 1)}
WORKFLOWS_ONLY = {Kind.WORKFLOW: Slots(100, 0)}
LAST_OF_ALL = {Kind.WORKFLOW: Slots(0, 2), Kind.ACTIVITY: Slots(0, 1)}


def poll(identity: str, kind: Kind, age: float) -> Poller:
    return Poller(identity=identity, kind=kind, at=NOW - age)


def polls(identity: str, age: float) -> list[Poller]:
    return [poll(identity, kind, age) for kind in Kind]


def beat(
    identity: str,
    age: float,
    *,
    interval: float | None = 60.0,
    ended: bool = False,
    slots: dict[Kind, Slots] = IDLE,
    host: str = "",
    started: float | None = None,
) -> Heartbeat:
    return Heartbeat(
        identity=identity,
        at=NOW - age,
        interval=interval,
        ended=ended,
        slots=slots,
        host=host,
        started=None if started is None else NOW - started,
    )


def at_work(identity: str, since: float, *, said: float | None = None) -> Task:
    told = None if said is None else NOW - said
    return Task(identity=identity, name="train", since=NOW - since, said=told)


def verdict(
    pollers: list[Poller], beats: list[Heartbeat], *, tasks: Sequence[Task] = ()
) -> str | None:
    return judge(pollers, beats, now=NOW, tasks=tasks).code


# nobody


def test_an_empty_queue_has_no_workers() -> None:
    assert verdict([], []) == "no-workers"


def test_a_worker_that_shuts_down_counts_for_nothing_however_fresh_its_poll() -> None:
    assert verdict(polls("a", 1), [beat("a", 1, ended=True)]) == "no-workers"


def test_its_last_heartbeat_need_not_tell_its_slots() -> None:
    assert verdict(polls("a", 1), [beat("a", 1, ended=True, slots={})]) == "no-workers"


def test_a_worker_on_its_own_kind_only() -> None:
    assert verdict([poll("a", Kind.ACTIVITY, 1)], []) == "no-workflow-workers"
    assert verdict([poll("a", Kind.ACTIVITY, 200)], []) == "no-workflow-workers"
    heard = [beat("a", 1, slots=WORKFLOWS_ONLY)]
    assert verdict([poll("a", Kind.WORKFLOW, 1)], heard) == "no-activity-workers"


# heartbeats decide


@pytest.mark.parametrize(
    ("interval", "alive", "dead"), [(60.0, 180, 181), (5.0, 15, 16), (None, 180, 181), (0.2, 3, 4)]
)
def test_three_missed_heartbeats_are_death(
    interval: float | None, alive: float, dead: float
) -> None:
    assert verdict(polls("a", 1), [beat("a", alive, interval=interval)]) is None
    assert verdict(polls("a", 70), [beat("a", dead, interval=interval)]) == "stale-workers"


def test_lost_heartbeats_do_not_make_an_interval_longer_than_any_sdk_allows() -> None:
    assert verdict(polls("a", 100), [beat("a", 181, interval=600)]) == "stale-workers"


@pytest.mark.parametrize("quiet", [76, 120, 180])
def test_a_worker_with_free_slots_that_stopped_polling_is_not_alive_for_its_old_heartbeat(
    quiet: float,
) -> None:
    heard = [beat("a", quiet)]

    assert verdict(polls("a", quiet), heard) == "workers-unclear"
    assert verdict(polls("a", 75), heard) is None


def test_a_busy_worker_is_believed_until_its_heartbeat_is_late() -> None:
    assert verdict(polls("a", 300), [beat("a", 75, slots=FULL)]) == "saturated"
    assert verdict(polls("a", 300), [beat("a", 76, slots=FULL)]) == "workers-unclear"


def test_a_heartbeat_alone_is_a_sign_of_life() -> None:
    assert verdict([], [beat("a", 10)]) is None
    assert verdict(polls("a", 200), [beat("a", 10)]) is None


def test_no_worker_has_to_have_sent_a_heartbeat_yet() -> None:
    assert verdict([*polls("a", 1), *polls("b", 1)], [beat("b", 200)]) is None


def test_one_that_is_started_again_by_the_name_of_a_dead_one_is_alive_at_once() -> None:
    """Its own first heartbeat comes a minute later."""
    assert verdict(polls("a", 30), [beat("a", 190)]) is None
    assert verdict(polls("a", 2), [beat("a", 185)]) is None


def test_the_living_speak_for_the_dead() -> None:
    assert verdict(polls("a", 70) + polls("b", 1), [beat("a", 30, interval=5)]) is None


def test_a_worker_started_again_under_the_same_name_is_alive() -> None:
    beats = [beat("a", 250, interval=5), beat("a", 2, interval=5)]

    assert verdict(polls("a", 1), beats) is None


def test_one_that_comes_back_for_workflows_only_has_lost_its_activities() -> None:
    beats = [beat("a", 40, interval=5), beat("a", 2, interval=5, slots=WORKFLOWS_ONLY)]

    judgement = judge([poll("a", Kind.WORKFLOW, 1)], beats, now=NOW)

    assert judgement.code == "no-activity-workers"
    assert judgement.state(Kind.ACTIVITY) is State.STALE


def test_two_workers_of_one_process_share_an_identity() -> None:
    beats = [
        beat("a", 2, slots=WORKFLOWS_ONLY),
        beat("a", 2, slots={Kind.ACTIVITY: Slots(4, 0)}),
    ]

    assert verdict(polls("a", 1), beats) is None


def test_a_heartbeat_that_later_polls_belie_does_not_count() -> None:
    """Its clock is wrong, or another worker has taken its name."""
    assert verdict(polls("a", 1), [beat("a", 86)]) is None
    assert verdict(polls("a", 1), [beat("a", 3600)]) is None
    assert verdict(polls("a", 1), [beat("a", 70, interval=5)]) == "stale-workers"


def test_another_machines_clock_may_be_behind() -> None:
    ours, theirs = beat("a", 20, interval=5), beat("a", 20, interval=5, host="other")

    assert verdict(polls("a", 10), [ours]) == "stale-workers"
    assert verdict(polls("a", 10), [theirs]) == "workers-unclear"
    assert verdict(polls("a", 76), [theirs]) == "stale-workers"
    assert verdict(polls("a", 50), [beat("a", 110, interval=5, host="other")]) == "workers-unclear"
    assert verdict(polls("a", 10), [beat("a", 110, interval=5, host="other")]) is None


def test_the_servers_clock_ahead_of_ours_makes_no_worker_older() -> None:
    ahead = [poll("a", kind, -20) for kind in Kind]

    assert verdict(ahead, [beat("a", 4, interval=5)]) is None


def test_a_dead_worker_beside_one_that_shut_down() -> None:
    beats = [beat("a", 9, ended=True), beat("b", 30, interval=5)]

    assert verdict([*polls("a", 9), *polls("b", 30)], beats) == "stale-workers"


def test_a_rolling_restart_is_quiet() -> None:
    beats = [beat("old", 9, ended=True), beat("killed", 30, interval=5), beat("new", 1)]

    assert verdict([*polls("old", 9), *polls("killed", 30), *polls("new", 1)], beats) is None


# busy is not gone


def test_all_slots_taken_is_saturated() -> None:
    pollers = [poll("a", Kind.WORKFLOW, 1)]

    assert verdict(pollers, [beat("a", 5, slots=FULL)]) == "saturated"
    assert verdict(polls("b", 1) + pollers, [beat("a", 5, slots=FULL)]) is None


def test_a_poll_after_the_heartbeat_shows_that_a_slot_is_free_again() -> None:
    assert verdict(polls("a", 4), [beat("a", 5, slots=FULL)]) is None
    assert verdict(polls("a", 6), [beat("a", 5, slots=FULL)]) == "saturated"


def test_without_a_heartbeat_one_that_polls_for_workflows_is_alive_and_busy() -> None:
    pollers = [poll("a", Kind.WORKFLOW, 1), poll("a", Kind.ACTIVITY, 200)]

    assert verdict(pollers, []) == "saturated"


def test_a_worker_without_a_bound_is_never_full() -> None:
    unbounded = {Kind.WORKFLOW: Slots(-1, 9), Kind.ACTIVITY: Slots(-1, 9)}

    assert verdict([], [beat("a", 5, slots=unbounded)]) is None


def test_full_of_workflow_tasks_is_saturated_too() -> None:
    assert verdict([], [beat("a", 5, slots=LAST_OF_ALL)]) == "saturated"


def test_whoever_polls_and_is_at_an_activity_is_busy_though_forgotten() -> None:
    polling = [poll("a", Kind.WORKFLOW, 1)]

    assert verdict(polling, [], tasks=[at_work("a", 420)]) == "saturated"
    assert verdict([poll("w", Kind.WORKFLOW, 1)], [], tasks=[at_work("a", 420)]) == "saturated"


@pytest.mark.parametrize(
    ("polled", "since", "said", "code"),
    [
        (200, 190, None, "saturated"),  # its last poll brought the task
        (200, 140, None, "saturated"),  # it began a little later: a poll lasts a minute
        (100, 200, None, "workers-unclear"),  # it polled on, so it had another slot
        (200, 190, 20, "saturated"),  # the activity says that it lives
        (200, 190, 100, "workers-unclear"),  # it has said so, and says it no more
        (200, 20, None, "saturated"),  # it has taken something since
    ],
)
def test_what_an_activity_shows_of_a_worker_that_polls_no_more(
    polled: float, since: float, said: float | None, code: str
) -> None:
    pollers = [poll("w", Kind.WORKFLOW, 1), poll("a", Kind.ACTIVITY, polled)]

    assert verdict(pollers, [], tasks=[at_work("a", since, said=said)]) == code


def test_an_activity_proves_nothing_against_a_heartbeat() -> None:
    pollers = [*polls("w", 1), *polls("a", 30)]
    dead = [beat("w", 1, slots=WORKFLOWS_ONLY), beat("a", 30, interval=5)]
    shut = [beat("w", 1, slots=WORKFLOWS_ONLY), beat("a", 3, ended=True)]

    workflows = [poll("w", Kind.WORKFLOW, 1), *polls("a", 30)]
    assert verdict(pollers, dead, tasks=[at_work("a", 10)]) is None
    assert verdict(workflows, dead, tasks=[at_work("a", 10)]) == "no-activity-workers"
    assert verdict(workflows, shut, tasks=[at_work("a", 10)]) == "no-activity-workers"


def test_an_activity_does_not_make_a_worker_that_takes_workflows() -> None:
    assert verdict(polls("a", 200), [], tasks=[at_work("a", 210)]) == "workers-unclear"
    assert verdict([], [], tasks=[at_work("a", 10)]) == "no-workflow-workers"


def test_activities_are_asked_for_only_where_they_can_matter() -> None:
    def asked(pollers: list[Poller], beats: list[Heartbeat]) -> bool:
        return undecided(judge(pollers, beats, now=NOW))

    assert asked([poll("w", Kind.WORKFLOW, 1)], [])
    assert asked([poll("w", Kind.WORKFLOW, 1)], [beat("w", 1, slots=WORKFLOWS_ONLY)])
    assert asked(polls("a", 200), [])
    assert not asked(polls("a", 1), [])
    assert not asked([], [])
    assert not asked([poll("a", Kind.ACTIVITY, 200)], [])
    assert not asked([], [beat("a", 5, slots=FULL)])


# nothing is guessed


def test_an_old_poll_alone_decides_nothing() -> None:
    assert verdict(polls("a", 75), []) is None
    assert verdict(polls("a", 76), []) == "workers-unclear"


@pytest.mark.parametrize(("long_poll", "age"), [(60.0, 75.0), (5.0, 6.25), (120.0, 150.0)])
def test_how_old_a_poll_may_be_follows_from_the_servers_long_poll(
    long_poll: float, age: float
) -> None:
    assert fresh(timedelta(seconds=long_poll)) == age
    assert judge(polls("a", age), [], now=NOW, long_poll=long_poll).code is None
    assert judge(polls("a", age + 1), [], now=NOW, long_poll=long_poll).code == "workers-unclear"


def test_so_does_how_late_a_heartbeat_may_be() -> None:
    full = [beat("a", 7, interval=5, slots=FULL)]

    assert judge(polls("a", 50), full, now=NOW, long_poll=5).code == "workers-unclear"
    assert judge(polls("a", 50), full, now=NOW, long_poll=60).code == "saturated"


def test_forgotten_activities_without_a_heartbeat_decide_nothing() -> None:
    pollers = [poll("a", Kind.WORKFLOW, 1)]

    assert verdict(pollers, []) == "workers-unclear"
    assert verdict([*pollers, poll("b", Kind.WORKFLOW, 1)], [beat("b", 1)]) is None


@pytest.mark.parametrize("off", [-3600.0, -5.0, FORGOTTEN + 60, 86_400.0])
def test_a_clock_that_cannot_be_the_servers_is_not_used(off: float) -> None:
    judgement = judge(polls("a", 0), [beat("a", 1)], now=NOW + off)

    assert judgement.code is None
    assert judgement.seen[0].polled == 0


# what it says


def said(pollers: list[Poller], beats: list[Heartbeat], *, tasks: Sequence[Task] = ()) -> str:
    judgement = judge(pollers, beats, now=NOW, tasks=tasks)
    return summary(judgement, queue="training-tasks", namespace="default")


WHERE = 'task queue "training-tasks" in namespace "default"'


def test_the_sentences() -> None:
    dead = [beat("7@vm", 21, interval=5)]
    assert said([], []) == f"no worker polls {WHERE}"
    assert said([], [beat("7@vm", 21, ended=True)]) == (
        f"no worker polls {WHERE}; 7@vm shut down 21 s ago"
    )
    assert said(polls("7@vm", 22), dead) == (
        f"no living worker polls {WHERE}; 7@vm is dead (last heartbeat 21 s ago, due every 5 s)"
    )
    assert said(polls("7@vm", 200), []) == (
        f"cannot tell whether a worker lives on {WHERE}: 7@vm last polled 200 s ago"
    )


def test_the_sentences_on_what_is_unclear_and_on_activities() -> None:
    working = poll("w@vm", Kind.WORKFLOW, 1)
    quiet = [working, poll("7@vm", Kind.ACTIVITY, 100)]
    assert said(polls("7@vm", 100), [beat("7@vm", 100)]) == (
        f"cannot tell whether a worker lives on {WHERE}: 7@vm last polled 100 s ago and sent its "
        "last heartbeat 100 s ago, due every 60 s"
    )
    assert said(quiet, [], tasks=[at_work("7@vm", 200)]) == (
        f"cannot tell whether anybody takes activities from {WHERE}: 7@vm last polled 100 s ago "
        'and began activity "train" 200 s ago'
    )
    assert said([working], []) == (
        f"cannot tell whether anybody takes activities from {WHERE}: w@vm polls for workflows, "
        "without heartbeat"
    )
    assert said([working], [], tasks=[at_work("7@vm", 420)]) == (
        f'every worker of {WHERE} is busy: 7@vm (began activity "train" 420 s ago and has not '
        "ended it)"
    )


# what the evidence lists


def test_a_row_tells_who_a_worker_is_and_what_it_is_at() -> None:
    pollers = [poll("a", Kind.WORKFLOW, 1), poll("b", Kind.ACTIVITY, 200)]
    old, new = beat("a", 90, started=400), beat("a", 5, started=80, slots=WORKFLOWS_ONLY)
    judgement = judge(pollers, [old, new], now=NOW, tasks=[at_work("b", 190)])

    first, second = rows(judgement, [old, new])

    assert first["started"] == "2026-11-22T13:25:20Z"
    assert first["workflow"] == {
        "state": "free",
        "poll_age": 1.0,
        "slots_free": 100,
        "slots_used": 0,
    }
    assert second == {
        "identity": "b",
        "activity": {"state": "busy", "poll_age": 200.0, "at": "train", "at_it_for": 190.0},
    }


# older than its code


def test_only_living_workers_of_this_machine_are_held_against_the_code() -> None:
    change = Change("worker.py", NOW - 100)

    def old(**more: Any) -> bool:
        age, host = more.pop("age", 1), more.pop("host", "here")
        heartbeat = beat("a", age, host=host, started=more.pop("started", 200), **more)
        return bool(outdated([heartbeat], change, host="here", now=NOW))

    assert old()
    assert not old(started=99)
    assert not old(started=None)
    assert not old(host="there")
    assert not old(ended=True)
    assert not old(age=16, interval=5)


def test_the_newest_file_is_one_that_a_worker_may_run(tmp_path: Path) -> None:
    def write(name: str, age: float) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
        os.utime(file, (NOW - age, NOW - age))

    write("activities/train.py", 50)
    write("worker.ts", 60)
    for name in ("notes.md", "tests/a.py", "test_a.py", ".git/a.py", "node_modules/a.js"):
        write(name, 5)
    write("mine/pyvenv.cfg", 5)
    write("mine/lib/a.py", 5)
    write("tomorrow.py", -86_400)

    assert newest(tmp_path, now=NOW) == Change("activities/train.py", NOW - 50)
    assert newest(tmp_path / "nowhere", now=NOW) is None


def test_of_many_workers_three_are_named() -> None:
    sentence = said([], [beat(f"{n}@vm", 9, ended=True) for n in range(5)])

    assert sentence.count("shut down") == 3
    assert sentence.endswith("and 2 more")


# settings, and faults as they were recorded


def test_addresses() -> None:
    assert Address.parse("localhost:7233") == Address("localhost", 7233)
    assert Address.parse("temporal \n") == Address("temporal", 7233)
    assert Address.parse("[::1]:99") == Address("::1", 99)
    target = TemporalTarget(host=Address.parse("[::1]:99"), task_queue=Name("q"))
    assert (target.peer, target.address) == (("::1", 99), "[::1]:99")


@pytest.mark.parametrize(
    "text",
    ["", "http://localhost:7233", "a b", "localhost:", "localhost:0", "h:99999", "::1", "h:7233/x"],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(Malformed, match="expected host:port"):
        Address.parse(text)


def test_an_api_key_turns_tls_on_unless_told_otherwise() -> None:
    key = Secret("a-key-of-temporal")
    address = Address("localhost")

    assert not TemporalTarget(host=address, task_queue=Name("q")).encrypts
    assert TemporalTarget(host=address, task_queue=Name("q"), api_key=key).encrypts
    assert not TemporalTarget(host=address, task_queue=Name("q"), api_key=key, tls=False).encrypts


TRANSPORT = "Failed client connect: Server connection error: tonic::transport::Error(Transport, {})"
AFTER = (
    "Failed client connect: `get_system_info` call error after connection: Status {{ code: Unknown,"
    ' message: "transport error", source: Some(tonic::transport::Error(Transport, {})) }}'
)


@pytest.mark.parametrize(
    ("text", "encrypted", "code"),
    [
        (TRANSPORT.format("ConnectError(Custom { kind: TimedOut })"), False, "temporal.silent"),
        (
            TRANSPORT.format('ConnectError("tcp connect error", HostUnreachable)'),
            False,
            "temporal.unreachable",
        ),
        (AFTER.format("hyper::Error(Io, Custom { kind: BrokenPipe })"), False, "temporal.reset"),
        (
            AFTER.format("hyper::Error(Io, Custom { kind: BrokenPipe })"),
            True,
            "temporal.client-certificate",
        ),
        (AFTER.format('hyper::Error(Canceled, "connection closed")'), False, "temporal.reset"),
        (TRANSPORT.format("ConnectError(H2NotNegotiated)"), True, "temporal.other-service"),
        (
            TRANSPORT.format("ConnectError(Custom { error: InvalidCertificate(Revoked) })"),
            True,
            "temporal.certificate",
        ),
    ],
)
def test_faults_that_no_test_server_makes(text: str, encrypted: bool, code: str) -> None:
    row = match(
        TemporalError.connecting(RuntimeError(text), Way.TLS if encrypted else Way.PLAIN), FAULTS
    )

    assert row
    assert f"temporal.{row.code}" == code


def test_a_status_of_the_server_is_told_in_its_words() -> None:
    text = (
        "Failed client connect: `get_system_info` call error after connection: Status { code: "
        'PermissionDenied, message: "Request unauthorized.", metadata: MetadataMap { headers: '
        '{"content-type": "application/grpc"} }, source: None }'
    )

    error = TemporalError.connecting(RuntimeError(text), Way.TLS)

    assert str(error) == "PermissionDenied: Request unauthorized."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("InvalidArgument: taskQueue length exceeds limit", "temporal.invalid-name"),
        ("Unknown: transport error", "temporal.reset"),
        ("Unknown: h2 protocol error: http2 error: connection error received", "temporal.reset"),
    ],
)
def test_what_a_call_may_meet_after_connecting(text: str, code: str) -> None:
    row = match(TemporalError(text), FAULTS)

    assert row
    assert f"temporal.{row.code}" == code


def test_a_name_holds_what_can_be_printed() -> None:
    assert Name.parse(" Training Tasks") == " Training Tasks"
    with pytest.raises(Malformed, match=r"cannot be printed stands in it: 'default\\r'"):
        Name.parse("default\r")


def test_white_space_before_an_address_is_malformed_as_it_is_to_the_client() -> None:
    with pytest.raises(Malformed, match="expected host:port"):
        Address.parse(" localhost:7233")


@pytest.mark.parametrize(
    "text",
    [
        "http://user:hunter22@localhost:7233",
        "grpc://localhost:7233?api_key=hunter22",
        "postgresql://platform:hunter22@localhost/platform",
    ],
)
def test_of_what_is_no_address_nothing_is_quoted_that_may_be_a_secret(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        Address.parse(text)

    assert "hunter22" not in str(caught.value)
