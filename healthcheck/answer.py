"""How a step ended, as a finding: pure decisions about what came back, or did not."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from healthcheck.check import Check, Fault, Step
from healthcheck.clock import Timed
from healthcheck.codes import ENGINE
from healthcheck.connection import Gone
from healthcheck.faults import COMMON, chain, match, named, out_of_time, text_of, witness
from healthcheck.model import Finding, Manner, Status, worst
from healthcheck.probe import Ended, Probe


@dataclass(frozen=True, slots=True)
class Asked:
    """A step in its place: of which check, at which host and port, and whether that has answered.

    `hurried`: those before it have left it next to no time. `scrub` makes a quotation of what a
    library says, without secrets.
    """

    check: Check[Any, Any]
    step: Step
    address: str
    answered: bool
    hurried: bool
    scrub: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding, which may be another step's than the one asked, and the steps it proves to be ok.

    `spoken`: the step itself gave the answer, so the service did.
    """

    finding: Finding
    proves: tuple[str, ...] = ()
    spoken: bool = False


def answer(timed: Timed[None], probe: Probe[Any], asked: Asked) -> Answer:
    """The answer to a step, whichever way it ended; what it warned of before stands beside it."""
    if timed.late is not None and (asked.step.offline or asked.step.early):
        said = f"not done within {timed.seconds:.1f} s, and no server is asked here"
        given = Answer(unknown(asked.step.name, "internal.no-time", said))
    elif timed.late is not None and asked.hurried:
        given = Answer(_hurried(asked, timed.seconds))
    elif timed.late is not None:
        given = Answer(late(asked, Manner(str(timed.late)), timed.seconds))
    elif timed.error is None:
        return Answer(worst(probe.findings()), spoken=True)
    else:
        given = _failed(timed.error, asked, timed.seconds)
    if given.finding.step != asked.step.name:
        return given
    return replace(given, finding=worst(probe.findings(given.finding)))


def _failed(error: BaseException, asked: Asked, seconds: float) -> Answer:
    """What an error tells: the step's own words, a fault that has a row, or nothing we know."""
    ending = next((each for each in chain(error) if isinstance(each, Ended)), None)
    if ending:
        return Answer(ending.finding, spoken=True)
    row = match(error, asked.check.faults)
    if row is None and out_of_time(error) and asked.hurried:
        return Answer(_hurried(asked, seconds))
    if row is None and out_of_time(error):
        manner = Manner.SLOW if asked.answered else Manner.SILENT
        return Answer(late(asked, manner, seconds))
    row = row or match(error, COMMON)
    if row is not None:
        return _by_row(row, asked, asked.scrub(text_of(witness(error, row))))
    text = asked.scrub(named(error))
    if isinstance(error, (asyncio.CancelledError, Gone)):
        said = f"the client library cancelled its own call: {text}"
        return Answer(unknown(asked.step.name, "internal.cancelled", said))
    said = f"an error that no check knows: {text}"
    return Answer(unknown(asked.step.name, "internal.unrecognised", said))


def _hurried(asked: Asked, seconds: float) -> Finding:
    """No time left for it: that says something of the steps before, and nothing of this one."""
    said = f"not done within the {seconds:.1f} s that the steps before it left"
    return unknown(asked.step.name, "internal.no-time", said)


def late(asked: Asked, manner: Manner, seconds: float) -> Finding:
    """Out of time: silent where not a byte came, slow where something did."""
    said = "not a byte came back" if manner is Manner.SILENT else "it answers, but not in time"
    summary = f"{asked.address} gave no answer in {seconds:.1f} s: {said}"
    return _failure(asked, asked.step.name, manner.value, summary, manner)


def stranger(asked: Asked, name: str, *, manner: Manner | None) -> Finding:
    """Another service answers there; what it does to a request is what it did to us."""
    summary = f"{asked.address} is answered by {name}, not by {asked.check.service}"
    return _failure(asked, "reachable", "other-service", summary, manner or Manner.REFUSES)


def refused(asked: Asked) -> Finding:
    """Nobody listens there, however late the refusal comes."""
    summary = f"{asked.address} refuses connections: nothing listens there"
    return _failure(asked, "reachable", "refused", summary, Manner.REFUSES)


def tls_expected(asked: Asked) -> Finding:
    """The server there speaks TLS, and we did not."""
    summary = f"{asked.address} expects TLS at once, and the setting does not ask for it"
    return _failure(asked, "reachable", "tls-expected", summary, Manner.REFUSES)


def unknown(step: str, code: str, summary: str) -> Finding:
    """Inconclusive for a reason of the engine's own: a bug of ours never reads as an outage."""
    hint = ENGINE[code].remedy
    return Finding(step=step, status=Status.UNKNOWN, code=code, summary=summary, hint=hint)


def skipped(step: Step, because: str) -> Finding:
    """Not asked."""
    return Finding(step=step.name, status=Status.SKIPPED, because=because, writes=step.writes)


def _by_row(row: Fault, asked: Asked, text: str) -> Answer:
    """The row's step where that is a later one, else the step that was asked."""
    names = list(asked.check.steps)
    known = row.step in names and asked.step.name in names
    later = known and names.index(row.step) > names.index(asked.step.name)
    place = row.step if later else asked.step.name
    said = row.summary.replace("{address}", asked.address).replace("{text}", text)
    finding = _failure(asked, place, row.code, said or text, Manner(row.manner), row)
    return Answer(finding, (asked.step.name, *row.proves) if later else ())


def _failure(
    asked: Asked, place: str, word: str, summary: str, manner: Manner, row: Fault | None = None
) -> Finding:
    known = asked.check.code(word)
    passing = known.passing if known else False
    if row and row.passing is not None:
        passing = row.passing
    return Finding(
        step=place,
        status=Status.FAIL,
        code=f"{asked.check.kind}.{word}",
        manner=manner,
        passing=passing,
        summary=summary,
        hint=(row.hint if row else "") or (known.remedy if known else summary),
    )
