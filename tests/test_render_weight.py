"""What a finding weighs: machines show in red what the exit code is of."""

from dataclasses import replace

from healthcheck import Report
from healthcheck.render.weight import Weight, weighed
from tests.findings import found
from tests.reports import (
    BLOCKED,
    CREATE,
    DEGRADED,
    FULL,
    ODD,
    PARTIAL_FAILED,
    PARTIAL_UNKNOWN,
    PLATFORM_DB,
    REDIS,
    TEMPORAL,
    UNKNOWN,
    USER_DB,
    but,
    reported,
)


def weights(report: Report) -> dict[str, Weight]:
    return {each.name: each.weight for each in weighed(report) if each.weight is not Weight.FINE}


def test_what_blocks_is_told_from_what_only_costs_something() -> None:
    assert weights(BLOCKED) == {
        "platform-db.reachable": Weight.BLOCKS,
        "platform-db.writable": Weight.SKIPPED,
        "temporal.workers": Weight.BLOCKS,
        "redis.roundtrip": Weight.BESIDE,
    }
    assert weights(DEGRADED) == {"redis.roundtrip": Weight.BESIDE}


def test_where_losing_something_is_the_end_it_blocks() -> None:
    strict = replace(CREATE, degraded_blocks=True)
    report = reported(USER_DB, PLATFORM_DB, TEMPORAL, but(REDIS, FULL), operations=(strict,))

    assert weights(report) == {"redis.roundtrip": Weight.BLOCKS}


def test_without_an_operation_every_failure_counts() -> None:
    assert weights(PARTIAL_FAILED) == {"temporal.workers": Weight.BLOCKS}
    assert weights(PARTIAL_UNKNOWN) == {"user-db.authenticated": Weight.UNKNOWN}


def test_what_is_unclear_counts_where_it_is_needed() -> None:
    unneeded = replace(ODD, step="reachable")
    report = reported(but(USER_DB, unneeded), PLATFORM_DB, TEMPORAL, REDIS)

    assert weights(UNKNOWN) == {"user-db.authenticated": Weight.UNKNOWN}
    assert weights(report) == {"user-db.reachable": Weight.BESIDE}


def test_a_warning_changes_nothing() -> None:
    report = reported(but(USER_DB, found("reachable", "warn")), PLATFORM_DB, TEMPORAL, REDIS)

    assert weights(report) == {"user-db.reachable": Weight.BESIDE}
