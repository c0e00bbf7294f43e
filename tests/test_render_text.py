"""The report for a tired person."""

import re
from dataclasses import replace

import pytest

from healthcheck import Finding, Outcome, Status
from healthcheck.render import FORMATS
from healthcheck.render.text import as_text
from healthcheck.render.wrapping import wrapped
from tests.findings import found, operation, outcome, stage
from tests.reports import (
    BLAMED,
    BLOCKED,
    DEGRADED,
    DELETE,
    EVERY,
    PARTIAL,
    PARTIAL_FAILED,
    PARTIAL_UNKNOWN,
    PLATFORM_DB,
    READY,
    REDIS,
    UNKNOWN,
    UNPROVEN,
    but,
    reported,
)

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", EVERY)
def test_every_report_fits_80_columns_of_ascii_and_has_no_colour(name: str) -> None:
    text = as_text(EVERY[name])

    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert text.isascii()
    assert text.encode("cp949").decode("cp949") == text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", EVERY)
def test_no_line_ends_in_blanks_and_there_is_one_newline_at_the_end(name: str) -> None:
    text = as_text(EVERY[name])

    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text


@pytest.mark.parametrize("name", EVERY)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    coloured = as_text(EVERY[name], colour=True)

    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == as_text(EVERY[name])


def test_the_formats_are_known_by_their_names() -> None:
    assert set(FORMATS) == {
        *("text", "json", "junit", "markdown", "github", "prometheus", "health+json")
    }
    assert FORMATS["text"](READY) == as_text(READY)


def test_a_word_that_cannot_be_broken_is_left_whole() -> None:
    url = "https://" + "x" * 90

    assert wrapped(f"see {url}", "  ", "    ") == ["  see", f"    {url}"]
    assert wrapped("", "  Fix   ", "") == ["  Fix"]


def test_a_long_list_of_names_is_wrapped_too() -> None:
    many = [outcome(f"dependency-{number}", {"reachable": "ok"}) for number in range(12)]
    text = as_text(reported(*many, operations=()))

    assert [line for line in text.splitlines() if len(line) > 80] == []


def test_a_sentence_that_ends_is_not_ended_again() -> None:
    odd = replace(found("reachable", "odd"), summary="Is it there?")
    text = as_text(reported(Outcome(dependency="x", check="y", findings=(odd,)), operations=()))

    assert "Is it there?\n" in text


def test_what_is_unproven_for_another_reason_is_not_offered_to_all() -> None:
    redis = outcome("redis", {"roundtrip": "unsupported"})
    report = reported(*READY.outcomes[:3], redis, wrote=False)
    text = as_text(report)

    assert "Not proven: redis.roundtrip." in text
    assert "--all does" not in text


def test_what_could_not_be_asked_is_said_with_its_reason() -> None:
    why = Finding(
        step="roundtrip", status=Status.SKIPPED, because="unsupported", summary="no key may be set"
    )
    redis = Outcome(dependency="redis", check="redis", findings=(why,))
    text = as_text(reported(*READY.outcomes[:3], redis))

    assert "Not proven: redis.roundtrip: no key may be set.\n" in text


def test_where_all_was_asked_already_all_is_not_offered_again() -> None:
    text = as_text(replace(UNPROVEN, wrote=True))

    assert "Next:" not in text


def test_a_trouble_that_the_operation_does_not_meet_can_be_explained_all_the_same() -> None:
    other = outcome("other", {"reachable": "refused"})

    assert "Next: healthcheck explain toy.refused" in as_text(reported(*READY.outcomes, other))


def test_a_trouble_without_a_code_offers_nothing() -> None:
    odd = Finding(step="reachable", status=Status.UNKNOWN, summary="hm")
    text = as_text(reported(Outcome(dependency="x", check="y", findings=(odd,)), operations=()))

    assert "Next:" not in text


# Whole reports


def test_ready() -> None:
    assert (
        as_text(READY)
        == """\
READY     Creating a training job would work.

  create-training-job
    ok        authenticate the user              user-db
    ok        insert the job                     platform-db
    ok        run the workflow                   temporal
    ok        publish the job's updates          redis

  Dependencies
    ok        user-db        db.internal:5433                       12 ms
    ok        platform-db    db.internal:5432                       12 ms
    ok        temporal       localhost:7233                         12 ms
    ok        redis          localhost:6379                         12 ms

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.
"""
    )


def test_ready_as_far_as_was_asked() -> None:
    assert (
        as_text(UNPROVEN)
        == """\
READY     Creating a training job would work, as far as was asked.

  create-training-job
    ok        authenticate the user              user-db
    ok        insert the job                     platform-db
    ok        run the workflow                   temporal
    ok        publish the job's updates          redis

  Other operations
    ok        delete-job

  Dependencies
    warn      user-db        db.internal:5433                       12 ms
              warn configured: config.same-database
                user-db and platform-db are one database.
                Give each a database of its own, unless this is meant.
    ok        platform-db    db.internal:5432                       12 ms
    ok        temporal       localhost:7233                         12 ms
    ok        redis          localhost:6379                         12 ms

  Not proven: redis.roundtrip. Asking would write; --all does.
  Settings from: platform/backend/.env, environment.
  Not set, so a default stood in: REDIS_URL, TEMPORAL_HOST.
  Took 0.81 s.

Next: healthcheck --all
"""
    )


def test_degraded() -> None:
    assert (
        as_text(DEGRADED)
        == """\
DEGRADED  Creating a training job would work, but something is lost, at "publish
          the job's updates".

  Cause   redis.roundtrip: localhost:6379 is full, and refuses what is written.
  Fix     Raise maxmemory, or set an eviction policy.

  create-training-job
    ok        authenticate the user              user-db
    ok        insert the job                     platform-db
    ok        run the workflow                   temporal
    DEGRADED  publish the job's updates          redis.roundtrip

  Dependencies
    ok        user-db        db.internal:5433                       12 ms
    ok        platform-db    db.internal:5432                       12 ms
    ok        temporal       localhost:7233                         12 ms
    FAIL      redis          localhost:6379                         12 ms
              FAIL roundtrip: redis.out-of-memory
              warn roundtrip: redis.slow-scripts
                a script has been running for 9 s.
                See SLOWLOG.
              note: closing the connection failed

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain redis.out-of-memory
"""
    )


def test_blocked() -> None:
    assert (
        as_text(BLOCKED)
        == """\
BLOCKED   Creating a training job would be rejected: the request gets an error,
          at "insert the job".

  Cause   platform-db.reachable: db.internal:5432 refuses connections: nothing
          listens there.
  Fix     Start the service, or correct the host and port in its setting.

  Then    temporal.workers: no worker polls the task queue training-tasks.
  Fix     Start the worker, or correct TEMPORAL_TASK_QUEUE where the API or the
          worker runs.

  Then    redis.roundtrip: localhost:6379 is full, and refuses what is written.
  Fix     Raise maxmemory, or set an eviction policy.

  create-training-job
    ok        authenticate the user              user-db
    REJECTED  insert the job                     platform-db.reachable
    STALLS    run the workflow                   temporal.workers
    DEGRADED  publish the job's updates          redis.roundtrip

  Dependencies
    ok        user-db        db.internal:5433                       12 ms
    FAIL      platform-db    db.internal:5432                       12 ms
              FAIL reachable: postgres.refused
              url: DATABASE_URL (platform/backend/.env)
    FAIL      temporal       localhost:7233                         12 ms
              FAIL workers: temporal.no-workers
    FAIL      redis          localhost:6379                         12 ms
              FAIL roundtrip: redis.out-of-memory
              warn roundtrip: redis.slow-scripts
                a script has been running for 9 s.
                See SLOWLOG.

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain postgres.refused
"""
    )


def test_brought_down_by_a_host() -> None:
    assert (
        as_text(BLAMED)
        == """\
BLOCKED   Creating a training job would be rejected: the request gets an error,
          at "authenticate the user".

  Cause   user-db.reachable: db.internal:5432 refuses connections: nothing
          listens there. All that is on host db.internal fails alike.
  Fix     Start the service, or correct the host and port in its setting.

  Then    platform-db.reachable: db.internal:5432 refuses connections: nothing
          listens there. All that is on host db.internal fails alike.
  Fix     Start the service, or correct the host and port in its setting.

  create-training-job
    REJECTED  authenticate the user              user-db.reachable
    REJECTED  insert the job                     platform-db.reachable
    ok        run the workflow                   temporal
    ok        publish the job's updates          redis

  Dependencies
    FAIL      user-db        db.internal:5433                       12 ms
              FAIL reachable: postgres.refused
    FAIL      platform-db    db.internal:5432                       12 ms
              FAIL reachable: postgres.refused
    ok        temporal       localhost:7233                         12 ms
    ok        redis          localhost:6379                         12 ms

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain postgres.refused
"""
    )


def test_what_follows_from_another_is_not_what_to_mend() -> None:
    text = " ".join(as_text(replace(BLAMED, causes={"platform-db": "user-db"})).split())

    assert text.count("Fix ") == 1
    assert "nothing listens there. It probably follows from user-db." in text


def test_where_no_name_resolves_this_machine_comes_first() -> None:
    causes = dict.fromkeys(("user-db", "platform-db"), "network")
    text = " ".join(as_text(replace(BLAMED, causes=causes)).split())

    assert "No name resolves here: see this machine's network first." in text


def test_unknown() -> None:
    assert (
        as_text(UNKNOWN)
        == """\
UNKNOWN   Whether creating a training job would work is not known: see
          "authenticate the user".

  create-training-job
    unknown   authenticate the user              user-db.authenticated
    ok        insert the job                     platform-db
    ok        run the workflow                   temporal
    ok        publish the job's updates          redis

  Dependencies
    UNKNOWN   user-db        db.internal:5433                       12 ms
              UNKNOWN authenticated: internal.unrecognised
                an error that no check knows: LookupError: no such thing.
                Read the error; if it is a way for the service to fail, report
                it.
    ok        platform-db    db.internal:5432                       12 ms
    ok        temporal       localhost:7233                         12 ms
    ok        redis          localhost:6379                         12 ms

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain internal.unrecognised
"""
    )


def test_some_dependencies_only() -> None:
    assert (
        as_text(PARTIAL)
        == """\
READY     temporal, redis would do.

  Dependencies
    ok        temporal       localhost:7233                         12 ms
    ok        redis          localhost:6379                         12 ms

  Settings: none was found, neither in the environment nor in an env file here
    (--env-file FILE names one).
  Took 0.81 s.
"""
    )


def test_some_dependencies_only_of_which_one_fails() -> None:
    assert (
        as_text(PARTIAL_FAILED)
        == """\
BLOCKED   temporal would not do.

  Dependencies
    FAIL      temporal       localhost:7233                         12 ms
              FAIL workers: temporal.no-workers
                no worker polls the task queue training-tasks.
                Start the worker, or correct TEMPORAL_TASK_QUEUE where the API
                or the worker runs.
    ok        redis          localhost:6379                         12 ms

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain temporal.no-workers
"""
    )


def test_some_dependencies_only_of_which_one_is_unclear() -> None:
    assert (
        as_text(PARTIAL_UNKNOWN)
        == """\
UNKNOWN   user-db gave no clear answer.

  Dependencies
    UNKNOWN   user-db        db.internal:5433                       12 ms
              UNKNOWN authenticated: internal.unrecognised
                an error that no check knows: LookupError: no such thing.
                Read the error; if it is a way for the service to fail, report
                it.
    ok        redis          localhost:6379                         12 ms

  Settings from: platform/backend/.env, environment.
  Took 0.81 s.

Next: healthcheck explain internal.unrecognised
"""
    )


def test_a_step_that_was_asked_for_and_lacks_another_s_facts_is_not_proven() -> None:
    said = "platform-db.rows is not part of this run"
    lacking = Finding(step="roundtrip", status=Status.SKIPPED, because="unselected", summary=said)

    text = as_text(reported(but(REDIS, lacking), operations=()))

    assert "  Not proven: redis.roundtrip: platform-db.rows is not part of this run.\n" in text


@pytest.mark.parametrize(
    ("status", "line"), [(Status.FAIL, "REJECTED "), (Status.UNKNOWN, "unknown  ")]
)
def test_another_operation_stands_with_what_becomes_of_it_and_where(
    status: Status, line: str
) -> None:
    browse = operation(stage("browse", "platform-db.reachable"))
    full = Finding(step="writable", status=status, code="postgres.full", hint="Make room.")

    text = as_text(reported(but(PLATFORM_DB, full), operations=(browse, DELETE)))

    assert f"    {line} delete-job                         delete the job\n" in text
