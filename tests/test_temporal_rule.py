"""Who would take a task, judged by what a server has seen: literals, no server."""

import pytest

from checks.temporal import Address, Name, TemporalTarget, wording
from checks.temporal.faults import FAULTS, TemporalError
from checks.temporal.judging import FORGOTTEN, judge
from checks.temporal.workers import Heartbeat, Kind, Poller, Slots, State
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
) -> Heartbeat:
    return Heartbeat(identity=identity, at=NOW - age, interval=interval, ended=ended, slots=slots)


def verdict(pollers: list[Poller], beats: list[Heartbeat]) -> str | None:
    return judge(pollers, beats, now=NOW).code


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
    assert verdict(polls("a", 10), [beat("a", dead, interval=interval)]) == "stale-workers"


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


# nothing is guessed


def test_an_old_poll_alone_decides_nothing() -> None:
    assert verdict(polls("a", 75), []) is None
    assert verdict(polls("a", 76), []) == "workers-unclear"


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


def said(pollers: list[Poller], beats: list[Heartbeat]) -> str:
    return wording.summary(
        judge(pollers, beats, now=NOW), queue="training-tasks", namespace="default"
    )


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
        (TRANSPORT.format("InvalidCertificate(Revoked)"), True, "temporal.certificate"),
    ],
)
def test_faults_that_no_test_server_makes(text: str, encrypted: bool, code: str) -> None:
    row = match(TemporalError.connecting(RuntimeError(text), encrypted=encrypted), FAULTS)

    assert row
    assert f"temporal.{row.code}" == code


def test_a_status_of_the_server_is_told_in_its_words() -> None:
    text = (
        "Failed client connect: `get_system_info` call error after connection: Status { code: "
        'PermissionDenied, message: "Request unauthorized.", metadata: MetadataMap { headers: '
        '{"content-type": "application/grpc"} }, source: None }'
    )

    error = TemporalError.connecting(RuntimeError(text), encrypted=True)

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
