"""A report as JUnit XML: a suite of the operation's stages, and one for each dependency.

Red is what the exit code is of: a step that fails and does not block is a case that was skipped,
with the reason. Held to the schema of Jenkins' xUnit plugin.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from healthcheck.model import Answer, Effect, Finding, Report, StageVerdict, Verdict
from healthcheck.render.headline import headline
from healthcheck.render.told import every, told
from healthcheck.render.weight import Weighed, Weight, weighed

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even escaped."""

_TAGS = {
    Weight.BLOCKS: "failure",
    Weight.UNKNOWN: "error",
    Weight.BESIDE: "skipped",
    Weight.SKIPPED: "skipped",
}


def as_junit(report: Report) -> str:
    """The whole report as one XML document, in ASCII."""
    root = Element("testsuites", name="healthcheck", time=_seconds(report.seconds))
    suites = [_operation(each, report) for each in report.verdicts if each is report.deciding]
    suites += _dependencies(report)
    root.extend(suites)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(each.get(name, "0")) for each in suites)))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii")
    return f"{text}\n"


def _operation(verdict: Verdict, report: Report) -> Element:
    suite = _suite(verdict.operation.name, report)
    _properties(
        suite,
        {
            "verdict": verdict.status,
            "effect": verdict.effect or "",
            "summary": headline(report),
            "root causes": ", ".join(verdict.root_causes),
            "not proven": ", ".join(verdict.unproven),
        },
    )
    for stage in verdict.stages:
        case = SubElement(suite, "testcase", name=_xml(stage.title), classname=suite.attrib["name"])
        _stage(case, stage, verdict)
    return _counted(suite)


def _stage(case: Element, stage: StageVerdict, verdict: Verdict) -> None:
    tag = {Answer.BLOCKED: "failure", Answer.UNKNOWN: "error", Answer.DEGRADED: "skipped"}.get(
        stage.status
    )
    if tag:
        said = f"{stage.effect or stage.status}: see {stage.because}"
        blockers = [each for each in verdict.blockers if each.stage == stage.title]
        text = "\n".join(f"{each.code}: {each.summary}. {each.hint}" for each in blockers)
        _ended(case, tag, kind=str(stage.effect or stage.status), message=said, text=text)


def _dependencies(report: Report) -> Iterable[Element]:
    by_outcome: dict[str, list[Weighed]] = {each.dependency: [] for each in report.outcomes}
    for each in weighed(report):
        by_outcome[each.outcome.dependency].append(each)
    for outcome in report.outcomes:
        suite = _suite(outcome.dependency, report, seconds=outcome.seconds)
        _properties(suite, {"check": outcome.check, "address": outcome.address})
        for each in by_outcome[outcome.dependency]:
            _step(suite, each)
        yield _counted(suite)


def _step(suite: Element, each: Weighed) -> None:
    finding = each.finding
    case = SubElement(
        suite,
        "testcase",
        name=_xml(finding.step),
        classname=suite.attrib["name"],
        time=_seconds(finding.seconds),
    )
    tag = _TAGS.get(each.weight)
    if tag:
        kind = finding.code or finding.because or finding.status
        text = "\n".join(_line(one) for one in every(finding))
        _ended(case, tag, kind=kind, message=_message(each), text=text)


def _message(each: Weighed) -> str:
    finding = each.finding
    if each.weight is Weight.SKIPPED:
        return finding.summary or f"not asked: {finding.because}"
    if each.weight is Weight.BESIDE:
        return f"{each.effect or finding.status}, and does not block: {finding.summary}"
    return f"{_does(each.effect)}{finding.summary}"


def _does(effect: Effect | None) -> str:
    return f"{effect}: " if effect else ""


def _line(finding: Finding) -> str:
    return f"{finding.code or finding.status}: {told(finding)}"


def _ended(case: Element, tag: str, *, kind: str, message: str, text: str) -> None:
    SubElement(case, tag, type=_xml(kind), message=_xml(message)).text = _xml(text)


def _suite(name: str, report: Report, *, seconds: float | None = None) -> Element:
    taken = report.seconds if seconds is None else seconds
    return Element(
        "testsuite",
        name=_xml(name),
        timestamp=report.started_at.removesuffix("Z"),
        time=_seconds(taken),
    )


def _properties(suite: Element, values: Mapping[str, str]) -> None:
    properties = SubElement(suite, "properties")
    for name, value in values.items():
        if value:
            SubElement(properties, "property", name=name, value=_xml(value))


def _counted(suite: Element) -> Element:
    tags = Counter(each.tag for case in suite.iter("testcase") for each in case)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(tags[tag]))
    return suite


def _xml(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
