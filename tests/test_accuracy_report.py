"""The scoring and the documents of `make accuracy`, with literals."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.accuracy.asking import Prediction, changed
from tests.accuracy.case import Case, Kind
from tests.accuracy.means import MEANS, standing
from tests.accuracy.page import page
from tests.accuracy.picture import picture
from tests.accuracy.row import Row, append, read
from tests.accuracy.scoring import Scored, Share, matrix, scored

HEALTHY = Case(name="healthy", kind=Kind.BENIGN)
WORKERS = Case(name="no-worker", kind=Kind.FAULT, about=(("temporal.workers",),), faults=("w",))
SCHEMA = Case(
    name="column",
    kind=Kind.FAULT,
    about=(("platform-db.schema", "platform-db.rows"),),
    told_by=("platform-db.schema",),
    faults=("column",),
)
BOTH = Case(
    name="no-worker+column",
    kind=Kind.PAIR,
    about=(("temporal.workers",), ("platform-db.schema",)),
    faults=("no-worker", "column"),
)
ANY_STEP = Case(name="any", kind=Kind.SETTING, about=(("platform-db",),))


def row(case: Case, predicted: str, observed: str, *causes: str, **more: object) -> Row:
    return Row(
        case=case.name,
        variant="original",
        predicted=predicted,
        observed=observed,
        root_causes=causes,
        **more,  # type: ignore[arg-type]  # the fields that a test is about
    )


STALLED = Scored(row(WORKERS, "stalls", "stalls", "temporal.workers"), WORKERS)
MISSED = Scored(row(SCHEMA, "ready", "rejected"), SCHEMA)
QUIET = Scored(row(HEALTHY, "ready", "ready"), HEALTHY)


@pytest.mark.parametrize(
    ("case", "observed", "causes", "right"),
    [
        (WORKERS, "stalls", ("temporal.workers",), True),
        (WORKERS, "stalls", (), False),
        (WORKERS, "stalls", ("temporal.namespace",), False),
        (WORKERS, "stalls", ("temporal.workers", "redis.reachable"), False),
        (WORKERS, "ready", ("temporal.workers",), False),
        (WORKERS, "ready", (), True),
        (SCHEMA, "rejected", ("platform-db.rows",), True),
        (ANY_STEP, "rejected", ("platform-db.reachable",), True),
        (ANY_STEP, "rejected", ("user-db.reachable",), False),
        (BOTH, "rejected", ("temporal.workers",), False),
        (BOTH, "rejected", ("temporal.workers", "platform-db.schema"), True),
    ],
)
def test_a_root_cause_is_right_when_all_that_does_harm_is_named_and_nothing_else(
    case: Case, observed: str, causes: tuple[str, ...], right: bool
) -> None:
    assert Scored(row(case, "rejected", observed, *causes), case).cause_right is right


def test_of_a_pair_only_what_alone_does_harm_must_be_named() -> None:
    rows = [
        row(WORKERS, "stalls", "stalls", "temporal.workers"),
        row(SCHEMA, "ready", "ready"),
        row(BOTH, "stalls", "stalls", "temporal.workers"),
    ]

    assert [each.cause_right for each in scored(rows, [WORKERS, SCHEMA, BOTH])] == [True] * 3


def test_a_report_that_says_it_runs_when_it_does_not_is_the_dangerous_error() -> None:
    assert MISSED.said_it_runs
    assert not STALLED.said_it_runs
    assert not Scored(row(SCHEMA, "unknown", "rejected"), SCHEMA).said_it_runs
    assert not Scored(row(WORKERS, "ready", "degraded"), WORKERS).said_it_runs


def test_an_alarm_about_a_job_that_lost_nothing_is_false() -> None:
    assert Scored(row(HEALTHY, "degraded", "ready"), HEALTHY).false_alarm
    assert not Scored(row(HEALTHY, "unknown", "ready"), HEALTHY).false_alarm
    assert not QUIET.false_alarm


def test_unknown_is_never_right() -> None:
    assert not Scored(row(HEALTHY, "unknown", "ready"), HEALTHY).effect_right


def test_a_miss_is_explained_by_a_step_that_was_not_asked_and_by_no_other() -> None:
    asked = row(SCHEMA, "ready", "rejected", told=("platform-db.schema",))

    assert MISSED.explained
    assert not Scored(asked, SCHEMA).explained
    assert not Scored(row(WORKERS, "ready", "stalls"), WORKERS).explained


def test_rows_stand_in_the_order_of_the_cases_and_strangers_are_left_out() -> None:
    rows = [STALLED.row, row(BOTH, "ready", "ready"), QUIET.row]

    assert scored(rows, [HEALTHY, WORKERS]) == (
        QUIET,
        Scored(STALLED.row, WORKERS),
    )


def test_the_matrix_counts_what_was_predicted_of_each_outcome() -> None:
    counts = matrix([STALLED, MISSED, QUIET, QUIET])

    assert counts["stalls"]["stalls"] == counts["rejected"]["ready"] == 1
    assert counts["ready"]["ready"] == 2
    assert sum(sum(each.values()) for each in counts.values()) == 4


def test_the_three_means_are_judged_alike() -> None:
    pinged = Scored(row(SCHEMA, "ready", "rejected", pinged=("platform-db",)), SCHEMA)
    nervous = Scored(row(HEALTHY, "ready", "ready", pinged=("redis",), health="500"), HEALTHY)

    ours, ping, health = (standing(each, [STALLED, pinged, nervous]) for each in MEANS)

    assert (ours.alarmed, ours.called_well, ours.false_alarms) == (
        Share(1, 2),
        Share(1, 2),
        Share(0, 1),
    )
    assert (ours.foretold, ours.named) == (Share(1, 2), Share(1, 2))
    assert (ping.alarmed, ping.named, ping.false_alarms) == (Share(1, 2), Share(1, 2), Share(1, 1))
    assert (health.alarmed, health.named, health.false_alarms) == (Share(0, 2), None, Share(1, 1))


def test_a_row_survives_being_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    one = row(SCHEMA, "rejected", "hangs", "platform-db.rows", status=500, lost=("updates",))

    append(path, one)
    append(path, QUIET.row)

    assert list(read(path)) == [one, QUIET.row]
    assert path.read_text("utf-8").splitlines()[1] == (
        '{"case": "healthy", "variant": "original", "predicted": "ready", "observed": "ready"}'
    )


def test_nothing_was_done_yet_where_there_is_no_file(tmp_path: Path) -> None:
    assert list(read(tmp_path / "none")) == []


def test_the_page_names_every_miss_and_what_is_missing() -> None:
    unexplained = Scored(row(WORKERS, "ready", "stalls"), WORKERS)

    text = page([MISSED, unexplained, QUIET])

    assert "| column | original | rejected | ready | nothing | platform-db.schema |" in text
    assert "| no-worker | original | stalls | ready | nothing | **unexplained** |" in text
    assert "Said that it runs, and it did not: 2, of which 1 unexplained." in text
    assert "| single faults, original | 0 of 2 (0 %) | 0 of 2 (0 %) | 0 | 2 | 0 |" in text


def test_the_page_says_so_when_nothing_was_missed() -> None:
    assert "## Every miss" in page([QUIET])
    assert "\nNone.\n" in page([QUIET])


def test_the_picture_is_a_drawing_with_a_bar_for_each_means() -> None:
    drawing = ElementTree.fromstring(picture([STALLED, MISSED, QUIET]))
    texts = [each.text for each in drawing.iter("{http://www.w3.org/2000/svg}text")]

    assert "2 states in which no job comes through" in texts
    assert texts.count("healthcheck --all") == texts.count("GET /health") == 2


def test_a_prediction_is_the_verdict_of_the_report() -> None:
    steps = [{"name": "workers", "status": "fail"}, {"name": "routing", "status": "skipped"}]
    verdict = {
        "name": "create-training-job",
        "status": "blocked",
        "effect": "stalls",
        "root_causes": ["temporal.workers"],
        "unproven": ["temporal.routing"],
        "unknown": [],
    }

    found = Prediction.of(
        {"operations": [verdict], "dependencies": [{"name": "temporal", "steps": steps}]}
    )

    assert found == Prediction(
        predicted="stalls",
        root_causes=("temporal.workers",),
        unproven=("temporal.routing",),
        answered=frozenset({"temporal.workers"}),
    )


@pytest.mark.parametrize(("status", "predicted"), [("ready", "ready"), ("unknown", "unknown")])
def test_without_an_effect_it_is_ready_or_unknown(status: str, predicted: str) -> None:
    lists: dict[str, list[str]] = {"root_causes": [], "unproven": [], "unknown": []}
    verdict = {"name": "create-training-job", "status": status, "effect": None, **lists}

    assert Prediction.of({"operations": [verdict], "dependencies": []}).predicted == predicted


def test_a_report_without_a_verdict_predicts_nothing() -> None:
    other = {"name": "login", "status": "ready", "effect": None}

    assert Prediction.of({"operations": [other], "dependencies": []}).predicted == "unknown"


def test_a_setting_is_changed_or_taken_away() -> None:
    assert changed({"A": "1", "B": "2", "C": "3"}, {"A": "4", "B": None}) == {"A": "4", "C": "3"}
