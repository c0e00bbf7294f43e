"""A report as Prometheus' text: for node_exporter's textfile collector, or a push gateway.

A state is a set of series, one of them 1: `healthcheck_operation_status{status="blocked"} == 1`.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from healthcheck.model import Answer, Report, Status

if TYPE_CHECKING:
    from prometheus_client import Metric


class Readings:
    """A report, as prometheus_client's registry collects it."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def collect(self) -> Iterable["Metric"]:
        """Every metric with its samples."""
        yield from _run(self._report)
        yield from _operations(self._report)
        yield from _dependencies(self._report)


def as_prometheus(report: Report) -> str:
    """Every metric with its help, type and samples."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(Readings(report))
    return generate_latest(registry).decode("utf-8")


def _labels(*texts: str) -> list[str]:
    """As UTF-8 can say them: half a character may come from a file's name."""
    return [each.encode("utf-8", "replace").decode("utf-8") for each in texts]


def _run(report: Report) -> Iterator["Metric"]:
    from datetime import datetime

    from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

    started = datetime.fromisoformat(report.started_at).timestamp()
    yield InfoMetricFamily("healthcheck", "The checker.", {"version": report.version})
    yield GaugeMetricFamily("healthcheck_run_timestamp_seconds", "When it was asked.", started)
    yield GaugeMetricFamily("healthcheck_run_duration_seconds", "What asking took.", report.seconds)
    status = GaugeMetricFamily(
        "healthcheck_status", "The answer that the exit code is of.", labels=["status"]
    )
    for each in Answer:
        status.add_metric(_labels(each), each is report.status)
    yield status


def _operations(report: Report) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily

    status = GaugeMetricFamily(
        "healthcheck_operation_status",
        "What would become of the operation.",
        labels=["operation", "status"],
    )
    blockers = GaugeMetricFamily(
        "healthcheck_operation_blocker",
        "A step that fails, and what that does to the operation.",
        labels=["operation", "dependency", "step", "code", "effect"],
    )
    for verdict in report.verdicts:
        name = verdict.operation.name
        for answer in Answer:
            status.add_metric(_labels(name, answer), answer is verdict.status)
        for each in verdict.blockers:
            blockers.add_metric(
                _labels(name, each.dependency, each.step, each.code, each.effect), 1
            )
    yield status
    yield blockers


def _dependencies(report: Report) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily

    status = GaugeMetricFamily(
        "healthcheck_dependency_status",
        "The worst of what a dependency's steps found.",
        labels=["dependency", "check", "status"],
    )
    duration = GaugeMetricFamily(
        "healthcheck_dependency_duration_seconds",
        "What asking a dependency took.",
        labels=["dependency", "check"],
    )
    steps = GaugeMetricFamily(
        "healthcheck_step_status",
        "What a step found.",
        labels=["dependency", "step", "status"],
    )
    for outcome in report.outcomes:
        labels = _labels(outcome.dependency, outcome.check)
        duration.add_metric(labels, outcome.seconds)
        for each in Status:
            status.add_metric(_labels(*labels, each), each is outcome.status)
        for finding in outcome.findings:
            steps.add_metric(_labels(outcome.dependency, finding.step, finding.status), 1)
    yield from (status, duration, steps)
