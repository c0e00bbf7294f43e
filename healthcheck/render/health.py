"""A report as `application/health+json`: draft-inadarei-api-health-check-06.

Its words are pass, warn and fail. Unknown is fail: whoever reads one word of it is to hold back.
"""

import json
from collections.abc import Iterator
from typing import Any

from healthcheck.model import Answer, Report, Status
from healthcheck.render.headline import headline
from healthcheck.render.told import told
from healthcheck.render.weight import Weighed, Weight, weighed

_ANSWERS = {
    Answer.READY: "pass",
    Answer.DEGRADED: "warn",
    Answer.BLOCKED: "fail",
    Answer.UNKNOWN: "fail",
}
_WEIGHTS = {
    Weight.FINE: "pass",
    Weight.BESIDE: "warn",
    Weight.BLOCKS: "fail",
    Weight.UNKNOWN: "fail",
}
_STORES = frozenset({"postgres", "redis", "minio", "r2"})


def as_health(report: Report) -> str:
    """The whole report as one JSON document, in ASCII."""
    return json.dumps(health(report), indent=2) + "\n"


def health(report: Report) -> dict[str, Any]:
    """The report as the draft's values; a component's name holds no colon, which is its mark."""
    checks: dict[str, list[dict[str, Any]]] = {}
    for each in weighed(report):
        if each.weight is not Weight.SKIPPED:
            key = f"{each.outcome.dependency.replace(':', '-')}:{each.finding.step}"
            checks.setdefault(key, []).append(_check(each, report))
    status = _ANSWERS[report.status]
    return {
        "status": status,
        "version": "1",
        "releaseId": report.version,
        "description": "whether a training job can be created",
        "notes": list(_notes(report)),
        **({} if status == "pass" else {"output": headline(report)}),
        "checks": checks,
    }


def _check(each: Weighed, report: Report) -> dict[str, Any]:
    status = _WEIGHTS[each.weight]
    return {
        "componentId": each.outcome.dependency,
        "componentType": "datastore" if each.outcome.check in _STORES else "component",
        "observedValue": round(each.finding.seconds * 1000, 3),
        "observedUnit": "ms",
        "status": status,
        "time": report.started_at,
        **({} if status == "pass" else {"output": _output(each)}),
    }


def _output(each: Weighed) -> str:
    finding = each.finding
    return f"{finding.code}: {told(finding)}" if finding.code else told(finding)


def _notes(report: Report) -> Iterator[str]:
    if report.status is Answer.UNKNOWN:
        yield "what is asked gave no clear answer: nothing is known to be wrong"
    if report.deciding and report.deciding.unproven:
        yield f"not proven: {', '.join(report.deciding.unproven)}"
    skipped = [each.name for each in weighed(report) if each.finding.status is Status.SKIPPED]
    if skipped:
        yield f"not asked: {', '.join(skipped)}"
