"""The operations of a report: the way of the one that decides, and what becomes of the others."""

from healthcheck.model import Answer, Report, StageVerdict, Verdict
from healthcheck.render.paint import Paint


def stages(verdict: Verdict, paint: Paint) -> list[str]:
    """The operation's way, stage by stage."""
    lines = [f"  {verdict.operation.name}"]
    for stage in verdict.stages:
        shown = _shown(stage, paint)
        needs = dict.fromkeys(need.partition(".")[0] for need in stage.needs)
        lines.append(f"    {shown} {stage.title:<34} {stage.because or ', '.join(needs)}")
    return lines


def others(report: Report, paint: Paint) -> list[str]:
    """What would become of the operations that do not decide, and at which of their stages."""
    beside = [each for each in report.verdicts if each is not report.deciding]
    return ["  Other operations", *(_other(each, paint) for each in beside)] if beside else []


def _other(verdict: Verdict, paint: Paint) -> str:
    return f"    {_shown(verdict, paint)} {verdict.operation.name:<34} {_place(verdict)}".rstrip()


def _shown(verdict: Verdict | StageVerdict, paint: Paint) -> str:
    word = verdict.effect.upper() if verdict.effect else verdict.status
    return paint(f"{'ok' if word == Answer.READY else word:<9}", verdict.status)


def _place(verdict: Verdict) -> str:
    """The first stage that decides; nothing where all is well."""
    alike = (each for each in verdict.stages if each.status is verdict.status)
    titles = (each.title for each in alike if verdict.effect in (None, each.effect))
    return "" if verdict.status is Answer.READY else next(titles)
