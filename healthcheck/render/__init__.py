"""Formats of a report: one function each, Report to text. `--format NAME` finds them here."""

from collections.abc import Callable, Mapping

from healthcheck.model import Report
from healthcheck.render.json import as_json
from healthcheck.render.text import as_text

FORMATS: Mapping[str, Callable[[Report], str]] = {"text": as_text, "json": as_json}
