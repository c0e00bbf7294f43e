"""Where a report goes: each of its formats to stdout, to a file, or to where CI wants it."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from healthcheck.config.document import unknown
from healthcheck.files import replace
from healthcheck.model import Report
from healthcheck.process import say
from healthcheck.render import FORMATS
from healthcheck.render.text import as_text

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file in which GitHub looks for a job's summary page."""


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and its file; None: stdout."""

    format: str
    file: Path | None

    @classmethod
    def parse(cls, text: str) -> "Output":
        """`NAME` or `NAME=FILE`; UsageError for a format or a folder that does not exist."""
        name, equals, file = text.partition("=")
        if name not in FORMATS:
            raise click.UsageError(str(unknown("format", name, FORMATS, "--format")))
        if equals and not file:
            raise click.UsageError(f"--format: {text} names no file")
        path = Path(file) if file else None
        if path and not path.absolute().parent.is_dir():
            raise click.UsageError(f"--format: there is no folder {path.absolute().parent}")
        return cls(name, path)


def outputs(formats: Sequence[str]) -> Sequence[Output]:
    """What `--format` asks for; UsageError where two would go to stdout, or to one file."""
    found = [Output.parse(each) for each in formats or ["text"]]
    files = [each.file and each.file.resolve() for each in found]
    if files.count(None) > 1:
        raise click.UsageError(
            "--format: only one report fits on stdout; name a file for the other"
        )
    if twice := next((each for each in files if files.count(each) > 1), None):
        raise click.UsageError(f"--format: two reports do not fit in one file, {twice}")
    return found


def deliver(
    outputs: Sequence[Output], report: Report, *, environment: Mapping[str, str] = os.environ
) -> None:
    """Every format to its place; UsageError where one cannot be written.

    What is meant for GitHub also goes to the summary page of the job, where there is one.
    """
    for each in outputs:
        if each.file is None:
            _to_stdout(each.format, report)
        else:
            _to_file(each.file, FORMATS[each.format](report))
        if each.format == "github" and (page := environment.get(SUMMARY)):
            _append(Path(page), FORMATS["markdown"](report))


def _to_stdout(name: str, report: Report) -> None:
    """A reader who went away ends it quietly."""
    colour = name == "text" and _colourful()
    say(as_text(report, colour=True) if colour else FORMATS[name](report))


def _to_file(file: Path, text: str) -> None:
    try:
        replace(file, text)
    except OSError as error:
        raise click.UsageError(f"--format: {file} cannot be written: {error.strerror}") from error


def _append(page: Path, text: str) -> None:
    """Other steps of the job write there, too."""
    try:
        with page.open("a", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise click.UsageError(f"{SUMMARY}: {page} cannot be written: {error.strerror}") from error


def _colourful() -> bool:
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout is not None and sys.stdout.isatty()
