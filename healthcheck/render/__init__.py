"""Formats of a report: one function each, Report to text. `--format NAME` finds them here."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from healthcheck.model import Report
from healthcheck.render.json import as_json
from healthcheck.render.text import as_text


def _late(place: str, report: Report) -> str:
    """What few runs want is imported when it is wanted: `module:function`, of this package."""
    module, _, function = place.partition(":")
    text: str = getattr(import_module(f"{__name__}.{module}"), function)(report)
    return text


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": partial(_late, "junit:as_junit"),
    "markdown": partial(_late, "markdown:as_markdown"),
    "github": partial(_late, "github:as_github"),
    "prometheus": partial(_late, "prometheus:as_prometheus"),
    "health+json": partial(_late, "health:as_health"),
}
