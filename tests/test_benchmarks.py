"""The arithmetic of the benchmarks; nothing is timed here."""

import pytest

from benchmarks.cold import questions
from benchmarks.pairs import Figures, Pair, Run, met, ratios, table

FASTER = Pair(ours=Run(wall=1.0, cpu=0.5), plain=Run(wall=2.0, cpu=2.0))
DISTURBED = Pair(ours=Run(wall=8.0, cpu=0.6), plain=Run(wall=10.0, cpu=2.0))
SLOWER = Pair(ours=Run(wall=3.0, cpu=0.5), plain=Run(wall=2.0, cpu=2.0))


def test_a_ratio_is_taken_within_its_pair() -> None:
    assert ratios([FASTER, DISTURBED, SLOWER], of="wall") == [0.5, 0.8, 1.5]


def test_a_ratio_of_cpu_is_taken_from_cpu() -> None:
    assert ratios([FASTER, DISTURBED], of="cpu") == [0.25, 0.3]


def test_figures_are_the_middle_and_both_ends() -> None:
    assert Figures.of([3.0, 1.0, 2.0, 10.0]) == Figures(median=2.5, least=1.0, most=10.0)


@pytest.mark.parametrize(
    ("pairs", "reached"),
    [
        ([FASTER, DISTURBED, SLOWER], True),
        ([FASTER, SLOWER], True),
        ([FASTER, SLOWER, SLOWER], False),
    ],
)
def test_the_median_of_the_ratios_decides(pairs: list[Pair], reached: bool) -> None:
    assert met(pairs) is reached


def test_the_table_has_a_line_for_each_side_and_one_for_the_ratio() -> None:
    assert table([FASTER, DISTURBED, SLOWER]).splitlines() == [
        "                    wall seconds              CPU seconds",
        "healthcheck --all     3.00  (1.00 - 8.00)       0.50  (0.50 - 0.60)",
        "plain script          2.00  (2.00 - 10.00)      2.00  (2.00 - 2.00)",
        "ratio                 0.80  (0.50 - 1.50)       0.25  (0.25 - 0.30)",
        "",
        "goal: a median ratio of at most 1.00: met",
    ]


def test_what_was_skipped_and_the_configuration_are_no_questions() -> None:
    report = """{"dependencies": [
        {"steps": [{"name": "configured", "status": "ok"}, {"name": "reachable", "status": "ok"}]},
        {"steps": [{"name": "reachable", "status": "warn"}, {"name": "x", "status": "skipped"}]}
    ]}"""

    assert questions(report) == 2
