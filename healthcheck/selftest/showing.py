"""The trials as a table, in ASCII."""

from collections.abc import Mapping, Sequence

from healthcheck.render.wrapping import wrapped
from healthcheck.selftest.judging import Trial

LONGEST = 300
"""Characters of a complaint: it may quote what a server said."""


def table(trials: Sequence[Trial], untried: Mapping[str, str], seconds: float) -> str:
    """A line for each trial, and what is wrong below it; those not tried, each with its reason."""
    lines = [line for each in trials for line in (_line(each), *_complaints(each))]
    lines += [f"{'-':<7} {kind:<12} not tried: {why}" for kind, why in untried.items()]
    return "\n".join([*lines, "", _sum(trials, seconds), ""])


def _line(trial: Trial) -> str:
    word = "FAILED" if trial.wrong else "ok"
    return f"{word:<7} {trial.kind:<12} {trial.fake:<24} {trial.code:<34} {trial.seconds:4.1f} s"


def _complaints(trial: Trial) -> list[str]:
    # what is shown here is what should not have been shown
    told = (ascii(each)[1:-1][:LONGEST] for each in trial.wrong)
    return [line for each in told for line in wrapped(each, first=" " * 8, rest=" " * 10)]


def _sum(trials: Sequence[Trial], seconds: float) -> str:
    failed = sum(bool(each.wrong) for each in trials)
    if not trials:
        return "Nothing was tried."
    if failed:
        return f"{failed} of {len(trials)} trials failed, in {seconds:.0f} s."
    return (
        f"All of {len(trials)} trials, in {seconds:.0f} s, ended in time and with a code, showed "
        "nothing raw and read no more than it takes."
    )
