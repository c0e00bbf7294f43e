"""Where reports go."""

from pathlib import Path

import click
import pytest

from healthcheck.delivery import SUMMARY, Output, deliver, outputs
from healthcheck.render import FORMATS
from tests.reports import BLOCKED, READY


def test_without_a_word_it_is_text_to_stdout() -> None:
    assert outputs([]) == [Output("text", None)]


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (["jsn"], "json"),
        (["json="], "json= names no file"),
        (["json=/no/such/folder/x"], "there is no folder"),
        (["json", "text"], "only one report fits on stdout"),
        (["json=a", "junit=./a"], "two reports do not fit in one file"),
    ],
    ids=["unknown", "no file", "no folder", "twice stdout", "twice a file"],
)
def test_what_cannot_be_meant_is_said(formats: list[str], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        outputs(formats)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_goes_to_a_file(name: str, tmp_path: Path) -> None:
    deliver(outputs([f"{name}={tmp_path / 'report'}"]), BLOCKED, environment={})

    assert (tmp_path / "report").read_text("utf-8") == FORMATS[name](BLOCKED)


def test_githubs_page_gets_the_report_below_what_stands_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "summary"
    page.write_text("before\n")

    deliver(outputs(["github"]), READY, environment={SUMMARY: str(page)})

    assert page.read_text("utf-8") == "before\n" + FORMATS["markdown"](READY)
    assert capsys.readouterr().out == FORMATS["github"](READY)


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    outs = outputs([f"github={tmp_path / 'x'}"])

    with pytest.raises(click.UsageError, match=SUMMARY):
        deliver(outs, READY, environment={SUMMARY: str(tmp_path)})


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="cannot be written: Is a directory"):
        deliver(outputs([f"json={tmp_path}"]), READY, environment={})
