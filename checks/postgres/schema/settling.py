"""What a snapshot and the migrations come to together: one ending, the rest as warnings.

A difference says what fails, and goes first; the migrations say what to run. Where the tables fit
the snapshot, a database that is behind still fails: code is written for the newest migration, and
a snapshot is easily older than that. What the migrations could not decide is then decided.
"""

from collections.abc import Sequence
from dataclasses import replace

from checks.postgres.judgement import Judgement
from checks.postgres.migrations.judging import Said
from checks.postgres.schema.judging import LEAD, Found
from healthcheck import Status

FITS = (
    "its tables fit the snapshot, which is older than the migrations, or they were changed by hand"
)


def settle(found: Found | None, revisions: Sequence[Said]) -> tuple[Said, ...]:
    """In the order in which it is to be said: warnings, then what ends the step."""
    warnings = [_as_said(each, Status.WARN) for each in (found.warnings if found else ())]
    ours = _ending(found)
    if ours and ours.status is Status.FAIL:
        return (*warnings, *_beside(revisions), _with_remedy(ours, revisions))
    theirs = [_despite(each) if found and not ours else each for each in revisions]
    if any(map(_fails, theirs)) or found is None:
        return (*warnings, *sorted(theirs, key=lambda each: each.status is not Status.WARN))
    return (*warnings, *_beside(theirs), *([ours] if ours else []))


def _ending(found: Found | None) -> Said | None:
    failure = found.failure if found else None
    if failure is None:
        return None
    return _as_said(failure, Status.FAIL if failure.manner else Status.UNKNOWN)


def _as_said(judgement: Judgement, status: Status) -> Said:
    return Said(status, judgement.code, judgement.summary, judgement.hint)


def _fails(said: Said) -> bool:
    return said.status is Status.FAIL


def _despite(said: Said) -> Said:
    return replace(said, summary=f"{said.summary}; {FITS}") if _fails(said) else said


def _beside(revisions: Sequence[Said]) -> list[Said]:
    """What decides nothing any more; that it could not be asked is not worth a word."""
    return [replace(each, status=Status.WARN) for each in revisions if each.code]


def _with_remedy(ours: Said, revisions: Sequence[Said]) -> Said:
    """Who is behind runs the migrations, and not single statements."""
    behind = next((each for each in revisions if _fails(each) and each.hint), None)
    if behind is None:
        return ours
    if not ours.hint.startswith(LEAD):
        return replace(ours, hint=behind.hint)
    return replace(ours, hint=f"{behind.hint} Or as the owner: {ours.hint.removeprefix(LEAD)}")
