"""Outcomes and operations to verdicts."""

from dataclasses import replace

import pytest

from healthcheck import Effect, Finding, Manner, Outcome, Status, Verdict
from healthcheck.diagnose import status, verdicts
from healthcheck.model import Answer, Operation, worst
from tests.findings import found, operation, outcome, stage


def verdict(operation: Operation, *outcomes: Outcome, **causes: str) -> Verdict:
    (given,) = verdicts([operation], outcomes, {k.replace("_", "-"): v for k, v in causes.items()})
    return given


DB = stage("insert", "db.writable")
QUEUE = stage("run", "queue.workers", effect=Effect.STALLS)
LIVE = stage("publish", "redis.writable", effect=Effect.DEGRADED)
SLOTS = stage("start", "queue.slots", effect=Effect.WAITS)


def test_all_that_is_needed_is_ok_so_it_is_ready() -> None:
    given = verdict(operation(DB), outcome("db", {"writable": "ok"}))

    assert (given.status, given.effect) == (Answer.READY, None)
    assert (*given.blockers, *given.root_causes, *given.unproven, *given.unknown) == ()
    assert given.stages[0].status is Answer.READY
    assert given.stages[0].because is None


def test_a_warning_never_changes_a_verdict() -> None:
    given = verdict(operation(DB), outcome("db", {"writable": "warn"}))

    assert given.status is Answer.READY


@pytest.mark.parametrize(
    ("manner", "effect"),
    [
        (Manner.REFUSES, Effect.REJECTED),
        (Manner.SILENT, Effect.HANGS),
        (Manner.BLOCKS, Effect.HANGS),
        (Manner.SLOW, Effect.HANGS),
    ],
)
def test_the_manner_of_a_failure_decides_its_effect(manner: Manner, effect: Effect) -> None:
    broken = found("writable", "broken", manner=manner)

    given = verdict(operation(DB), outcome("db", {"writable": broken}))

    assert (given.status, given.effect) == (Answer.BLOCKED, effect)
    assert given.blockers[0].effect is effect


def test_a_code_may_have_an_effect_of_its_own() -> None:
    way = replace(
        stage("track", "a.reachable", effect=Effect.STALLS),
        exceptions={"toy.web-port": Effect.DEGRADED},
    )
    other, same = (
        verdicts([operation(way)], [outcome("a", {"reachable": word})], {})[0].effect
        for word in ("web-port", "refused")
    )

    assert (other, same) == (Effect.DEGRADED, Effect.STALLS)


def test_a_stage_that_only_a_code_blocks_is_not_certain_to_degrade() -> None:
    way = replace(
        stage("track", "a.reachable", "a.writable", effect=Effect.DEGRADED),
        exceptions={"toy.full": Effect.FAILS},
    )
    (verdict,) = verdicts(
        [operation(way)], [outcome("a", {"reachable": "refused", "writable": "unknown"})], {}
    )

    assert verdict.status is Answer.UNKNOWN


def test_a_code_may_do_nothing_to_a_stage() -> None:
    way = replace(
        stage("run", "a.reachable", effect=Effect.FAILS), exceptions={"toy.web-port": None}
    )

    (given,) = verdicts([operation(way)], [outcome("a", {"reachable": "web-port"})], {})

    assert (given.status, given.effect, given.blockers) == (Answer.READY, None, ())


def test_a_code_that_does_nothing_leaves_no_doubt_either() -> None:
    way = replace(
        stage("run", "a.reachable", effect=Effect.FAILS), exceptions={"toy.web-port": None}
    )
    doubt = Finding(step="reachable", status=Status.UNKNOWN, code="toy.web-port")

    (given,) = verdicts([operation(way)], [outcome("a", {"reachable": doubt})], {})

    assert given.status is Answer.READY


def test_what_was_not_asked_after_a_harmless_failure_is_not_proven() -> None:
    way = replace(
        stage("publish", "a.writable", "a.roundtrip", effect=Effect.DEGRADED),
        exceptions={"toy.replica": None},
    )
    skipped = Finding(step="roundtrip", status=Status.SKIPPED, because="after:writable")

    (given,) = verdicts(
        [operation(way)], [outcome("a", {"writable": "replica", "roundtrip": skipped})], {}
    )

    assert (given.status, given.unproven) == (Answer.READY, ("a.roundtrip",))


@pytest.mark.parametrize("effect", [Effect.WAITS, Effect.DEGRADED])
def test_what_degrades_others_ends_an_operation_that_looks_at_everything(effect: Effect) -> None:
    need = stage("publish", "redis.writable", effect=effect)
    strict = replace(operation(need), degraded_blocks=True)

    (given,) = verdicts([strict], [outcome("redis", {"writable": "full"})], {})

    assert (given.status, given.effect) == (Answer.BLOCKED, effect)
    assert "would not pass" in given.summary


def test_a_failure_without_a_manner_refuses() -> None:
    bare = Finding(step="writable", status=Status.FAIL)

    given = verdict(operation(DB), outcome("db", {"writable": bare}))

    assert given.effect is Effect.REJECTED
    assert given.blockers[0].code == ""


@pytest.mark.parametrize("effect", [Effect.WAITS, Effect.DEGRADED])
def test_waiting_and_losing_something_do_not_block(effect: Effect) -> None:
    need = stage("publish", "redis.writable", effect=effect)

    given = verdict(operation(need), outcome("redis", {"writable": "full"}))

    assert (given.status, given.effect) == (Answer.DEGRADED, effect)


@pytest.mark.parametrize("effect", [Effect.REJECTED, Effect.HANGS, Effect.FAILS, Effect.STALLS])
def test_every_other_effect_blocks(effect: Effect) -> None:
    need = stage("run", "db.writable", effect=effect)

    given = verdict(operation(need), outcome("db", {"writable": "full"}))

    assert (given.status, given.effect) == (Answer.BLOCKED, effect)


def test_the_effect_is_that_of_the_first_stage_that_blocks() -> None:
    given = verdict(
        operation(LIVE, DB, QUEUE),
        outcome("redis", {"writable": "full"}),
        outcome("db", {"writable": "read-only"}),
        outcome("queue", {"workers": "no-workers"}),
    )

    assert given.effect is Effect.REJECTED
    assert [each.stage for each in given.blockers] == ["publish", "insert", "run"]
    assert [each.effect for each in given.stages] == [
        Effect.DEGRADED,
        Effect.REJECTED,
        Effect.STALLS,
    ]


def test_where_nothing_blocks_waiting_is_more_than_losing_something() -> None:
    given = verdict(
        operation(LIVE, SLOTS),
        outcome("redis", {"writable": "full"}),
        outcome("queue", {"slots": "busy"}),
    )

    assert given.effect is Effect.WAITS


def test_a_stage_has_the_effect_of_its_first_need_that_blocks() -> None:
    busy = found("slots", "busy", manner=Manner.BLOCKS)
    effects = {**dict.fromkeys(Manner, Effect.STALLS), Manner.BLOCKS: Effect.WAITS}
    both = stage("run", "queue.slots", "queue.workers")
    both = type(both)(title="run", needs=both.needs, effect=effects)

    given = verdict(operation(both), outcome("queue", {"slots": busy, "workers": "no-workers"}))

    assert given.effect is Effect.STALLS
    assert given.stages[0].because == "queue.workers"


def test_a_need_that_was_skipped_after_another_is_judged_by_that_one() -> None:
    given = verdict(
        operation(DB), outcome("db", {"reachable": "refused", "writable": "after:reachable"})
    )

    (blocker,) = given.blockers
    assert (blocker.step, blocker.code) == ("reachable", "toy.refused")
    assert given.root_causes == ("db.reachable",)
    assert given.stages[0].because == "db.reachable"


def test_what_was_skipped_after_a_failed_setting_is_rejected() -> None:
    bad = found("configured", "missing-setting", kind="config")
    db = Outcome(
        dependency="db", check="toy", findings=(bad, found("writable", "after:configured"))
    )

    given = verdict(operation(DB), db)

    assert given.effect is Effect.REJECTED
    assert given.root_causes == ("db.configured",)


def test_what_was_skipped_after_an_unknown_setting_is_unknown() -> None:
    odd = found("configured", "unknown")
    db = Outcome(
        dependency="db", check="toy", findings=(odd, found("writable", "after:configured"))
    )

    given = verdict(operation(DB), db)

    assert (given.status, given.unknown) == (Answer.UNKNOWN, ("db.configured",))


def test_one_failure_that_several_stages_meet_blocks_once_at_the_first() -> None:
    given = verdict(
        operation(DB, stage("find", "db.rows")),
        outcome(
            "db",
            {"reachable": "refused", "writable": "after:reachable", "rows": "after:reachable"},
        ),
    )

    assert [(each.stage, each.step) for each in given.blockers] == [("insert", "reachable")]
    assert [each.status for each in given.stages] == [Answer.BLOCKED, Answer.BLOCKED]


def test_asked_and_inconclusive_is_unknown() -> None:
    given = verdict(operation(DB), outcome("db", {"writable": "unknown"}))

    assert (given.status, given.effect, given.unknown) == (
        Answer.UNKNOWN,
        None,
        ("db.writable",),
    )
    assert given.stages[0].because == "db.writable"


def test_an_unknown_earlier_stage_never_hides_a_later_blocker() -> None:
    given = verdict(
        operation(DB, QUEUE),
        outcome("db", {"writable": "unknown"}),
        outcome("queue", {"workers": "no-workers"}),
    )

    assert (given.status, given.effect) == (Answer.BLOCKED, Effect.STALLS)
    assert 'at the latest at "run"' in given.summary
    assert given.unknown == ("db.writable",)


def test_unknown_is_more_than_degraded_and_then_there_is_no_effect() -> None:
    given = verdict(
        operation(DB, LIVE),
        outcome("db", {"writable": "unknown"}),
        outcome("redis", {"writable": "full"}),
    )

    assert (given.status, given.effect) == (Answer.UNKNOWN, None)
    assert [each.dependency for each in given.blockers] == ["redis"]


def test_a_stage_that_is_blocked_is_blocked_whatever_else_is_unknown_in_it() -> None:
    both = stage("insert", "db.rows", "db.writable")

    given = verdict(operation(both), outcome("db", {"rows": "unknown", "writable": "full"}))

    assert given.stages[0].status is Answer.BLOCKED
    assert given.stages[0].because == "db.writable"


@pytest.mark.parametrize("why", ["writes", "unsupported"])
def test_what_was_not_asked_leaves_it_ready_and_is_listed_as_unproven(why: str) -> None:
    given = verdict(operation(DB), outcome("db", {"writable": why}))

    assert (given.status, given.unproven) == (Answer.READY, ("db.writable",))


def test_a_warning_before_it_turned_out_to_be_unsupported_proves_nothing() -> None:
    warned = worst((found("writable", "unsupported"), found("writable", "warn")))

    given = verdict(operation(DB), outcome("db", {"writable": warned}))

    assert (given.status, given.unproven) == (Answer.READY, ("db.writable",))


def test_the_needs_of_a_dependency_that_does_not_exist_are_unproven() -> None:
    need = stage("insert", "db.writable", absent=("api.responds",))

    given = verdict(operation(need), outcome("db", {"writable": "ok"}))

    assert (given.status, given.unproven) == (Answer.READY, ("api.responds",))


def test_an_operation_of_which_nothing_exists_here_has_no_verdict() -> None:
    absent = stage("ask", absent=("api.responds",))

    assert verdicts([operation(absent)], [outcome("db", {})], {}) == ()


@pytest.mark.parametrize(
    "outcomes",
    [[], [outcome("db", {})], [outcome("db", {"writable": "unselected"})]],
    ids=["no dependency", "no step", "not selected"],
)
def test_an_operation_gets_a_verdict_only_where_all_it_needs_was_selected(
    outcomes: list[Outcome],
) -> None:
    assert verdicts([operation(DB)], outcomes, {}) == ()


def test_a_failing_dependency_that_is_not_needed_changes_nothing() -> None:
    given = verdict(
        operation(DB), outcome("db", {"writable": "ok"}), outcome("x", {"reachable": "refused"})
    )

    assert given.status is Answer.READY


REFUSED = {"reachable": "refused"}


def test_the_root_cause_of_a_server_fault_is_the_end_of_its_chain() -> None:
    given = verdict(
        operation(stage("start", "temporal.reachable")),
        outcome("temporal", REFUSED),
        outcome("db", {"reachable": "ok", "writable": "read-only"}),
        temporal="db",
    )

    assert given.root_causes == ("db.writable",)


def test_a_host_or_the_network_is_a_root_cause_by_its_name() -> None:
    need = operation(stage("start", "a.reachable", "b.reachable"))

    given = verdict(need, outcome("a", REFUSED), outcome("b", REFUSED), a="host h", b="network")

    assert given.root_causes == ("host h", "network")


def test_a_root_cause_is_named_once() -> None:
    need = operation(stage("start", "a.reachable", "b.reachable"))

    given = verdict(need, outcome("a", REFUSED), outcome("b", REFUSED), a="b")

    assert given.root_causes == ("b.reachable",)


def test_workers_schemas_and_passwords_are_always_their_own_roots() -> None:
    queue = outcome("queue", {"reachable": "ok", "workers": "no-workers"})

    given = verdict(operation(QUEUE), queue, outcome("db", REFUSED), queue="db")

    assert given.root_causes == ("queue.workers",)


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        (["ok", "warn"], Answer.READY),
        (["ok", "unknown"], Answer.UNKNOWN),
        (["unknown", "full"], Answer.BLOCKED),
    ],
)
def test_without_a_verdict_the_outcomes_decide(statuses: list[str], answer: Answer) -> None:
    outcomes = [outcome(f"d{i}", {"reachable": each}) for i, each in enumerate(statuses)]

    assert status(outcomes, None) is answer


def test_a_verdict_decides_over_the_outcomes() -> None:
    healthy, broken = outcome("db", {"writable": "ok"}), outcome("x", REFUSED)

    assert status([healthy, broken], verdict(operation(DB), healthy)) is Answer.READY


def test_where_only_something_can_be_lost_and_something_is_the_rest_need_not_be_known() -> None:
    both = stage("publish", "redis.capacity", "redis.writable", effect=Effect.DEGRADED)

    given = verdict(operation(both), outcome("redis", {"capacity": "full", "writable": "unknown"}))

    assert (given.status, given.effect) == (Answer.DEGRADED, Effect.DEGRADED)
