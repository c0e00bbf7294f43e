"""A report as JSON: `healthcheck/report@1`, held to report.schema.json."""

import json
from typing import Any

from healthcheck.model import Finding, Outcome, Report, Verdict

SCHEMA = "healthcheck/report@1"


def as_json(report: Report) -> str:
    """The whole report as one JSON document, in ASCII."""
    return json.dumps(document(report), indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema": SCHEMA,
        "version": report.version,
        "started_at": report.started_at,
        "seconds": _seconds(report.seconds),
        "status": report.status,
        "settings_from": list(report.settings_from),
        "defaults": list(report.defaults),
        "operations": [_operation(verdict) for verdict in report.verdicts],
        "dependencies": [_dependency(each, report) for each in report.outcomes],
    }


def _operation(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.operation.name,
        "status": verdict.status,
        "effect": verdict.effect,
        "summary": verdict.summary,
        "root_causes": list(verdict.root_causes),
        "unproven": list(verdict.unproven),
        "unknown": list(verdict.unknown),
        "blockers": [
            {
                "stage": each.stage,
                "dependency": each.dependency,
                "step": each.step,
                "code": each.code,
                "effect": each.effect,
                "summary": each.summary,
                "hint": each.hint,
            }
            for each in verdict.blockers
        ],
        "stages": [
            {
                "title": each.title,
                "status": each.status,
                "effect": each.effect,
                "because": each.because,
                "needs": list(each.needs),
            }
            for each in verdict.stages
        ],
    }


def _dependency(outcome: Outcome, report: Report) -> dict[str, Any]:
    return {
        "name": outcome.dependency,
        "check": outcome.check,
        "address": outcome.address,
        "status": outcome.status,
        "seconds": _seconds(outcome.seconds),
        "caused_by": report.causes.get(outcome.dependency),
        "notes": list(outcome.notes),
        "steps": [_step(finding) for finding in outcome.findings],
    }


def _step(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.step,
        "status": finding.status,
        "code": finding.code,
        "manner": finding.manner,
        "passing": finding.passing,
        "because": finding.because,
        "writes": finding.writes,
        "summary": finding.summary,
        "hint": finding.hint,
        "seconds": _seconds(finding.seconds),
        "evidence": dict(finding.evidence),
        "also": [_step(each) for each in finding.also],
    }


def _seconds(seconds: float) -> float:
    return round(seconds, 6)
