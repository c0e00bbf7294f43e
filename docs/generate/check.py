"""The page of one check: what it is, its settings, its steps, its codes."""

from collections.abc import Iterator
from typing import Any

from docs.generate.markdown import GENERATED, code, page, table, yes
from docs.generate.origins import origins
from docs.generate.settings import PROFILE, described, profiled, remark
from healthcheck import Check, Step
from healthcheck.check import STEP_LIMIT, Most

WRITES = "`*` writes, and is asked with `--all` only."


def check_page(check: Check, about: str) -> str:
    """`about` is what its author says of it."""
    return page(
        f"# {check.kind}",
        GENERATED,
        about,
        "## Settings",
        remark(check.target),
        table(("Setting", "What it is", "Default"), described(check.target)),
        "[What every dependency takes](common.md#settings) comes on top of these.",
        _profile(check),
        "## Steps",
        table(
            ("Step", "Why it is asked", "Comes after", "Requests at most"),
            map(_step, check.steps.values()),
        ),
        WRITES if any(step.writes for step in check.steps.values()) else "",
        f"Connections at most: {most(check.connections)}. See [the budget](../budget.md).",
        *_inspections(check),
        "## Codes",
        table(("Code", "Step", "What it means", "What to do", "May pass by itself"), _codes(check)),
        _shared(check),
    )


def _inspections(check: Check) -> Iterator[str]:
    """What is looked at when an operation hangs, where there is anything."""
    if check.inspections:
        yield "## Inspections"
        yield "Asked of a job that hangs or has failed, and in no other run."
        rows = [(code(each.name), each.why) for each in check.inspections.values()]
        yield table(("Inspection", "What it tells"), rows)


def steps(check: Check) -> str:
    """The names of its steps, in their order."""
    return ", ".join(map(_name, check.steps.values()))


def _profile(check: Check) -> str:
    """What the shipped profile sets, in whose variables people recognise their own."""
    rows = list(profiled(check))
    said = f"The profile `{PROFILE}`, which counts where there is no configuration, sets:"
    return f"{said}\n\n{table(('Dependency', 'Setting', 'Value'), rows)}" if rows else ""


def most(stated: Most[Any]) -> str:
    """A number, or how it comes about."""
    if callable(stated):
        return " ".join((stated.__doc__ or "").split()).rstrip(".")
    return "not stated" if stated is None else str(stated)


def _step(step: Step) -> tuple[str, str, str, str]:
    after = "nothing: it needs no connection" if step.offline else ", ".join(step.after)
    longer = f" It may take {step.limit:g} s instead of {STEP_LIMIT:g} s."
    why = step.why + (longer if step.limit != STEP_LIMIT else "")
    return _name(step), why, after, most(step.requests)


def _name(step: Step) -> str:
    return code(step.name) + "*" * step.writes


def _codes(check: Check) -> Iterator[tuple[str, ...]]:
    of = origins(check)
    for word, each in check.declared.items():
        name, where = code(f"{check.kind}.{word}"), ", ".join(map(code, of[word]))
        yield name, where, each.cause, each.remedy, yes(each.passing)


def _shared(check: Check) -> str:
    """The words that it has in common with every other check, unless it never connects."""
    words = [code(f"{check.kind}.{word}") for word in check.words() if word not in check.declared]
    if not words:
        return ""
    said = "It can also end as [every check can](common.md#codes-of-every-check)"
    return f"{said}: {', '.join(words)}."
