"""docs/accuracy.md, from what was scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.accuracy.case import Kind
from tests.accuracy.means import MEANS, Standing, standing
from tests.accuracy.scoring import OBSERVED, PREDICTED, Scored, Share, matrix, share

HEAD = """\
# How often the report is right

<!-- Written by `python -m tests.accuracy --report` from docs/accuracy.jsonl: run it again. -->

For every state below, `healthcheck --all` was asked first; then a training job was really created
on the [sandbox's platform](../sandbox/platform), and what became of it was held against the report.
Both variants of the platform are in it: `original`, as it was measured, and `guarded`, with
time-outs everywhere and Redis in the request's path. `make accuracy` does it again.

A job is **ready** if it completed on time with nothing lost. It **waits** if it completed between
10 s and 25 s after acceptance, and is **degraded** if live updates, ClearML's task or its scalars
were lost. It is **rejected** if the request got an error, **hangs** without an answer within 15 s,
**fails** if its status became failed, and **stalls** if it had not ended 25 s after acceptance,
whatever Temporal says of it.

![What healthcheck, pings and /health said before a job was created](accuracy.svg)
"""


def page(those: Sequence[Scored]) -> str:
    """The whole document."""
    parts = [HEAD, _goals(those), _comparison(those), _matrix(those), _misses(those), _rows(those)]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def _of(those: Sequence[Scored], kind: Kind, variant: str = "") -> list[Scored]:
    return [each for each in those if each.case.kind is kind and variant in ("", each.row.variant)]


def _goals(those: Sequence[Scored]) -> str:
    kinds = [("single faults", Kind.FAULT), ("settings", Kind.SETTING)]
    kinds += [("harmless conditions", Kind.BENIGN), ("pairs of faults", Kind.PAIR)]
    rows = [
        (f"{title}, {variant}", *_scores(_of(those, kind, variant)))
        for title, kind in kinds
        for variant in dict.fromkeys(each.row.variant for each in those)
        if _of(those, kind, variant)
    ]
    every = [each for each in those if each.case.kind.single]
    rows.insert(0, ("**every single fault and setting**", *_scores(every)))
    head = ["", "effect right", "root cause right", "unknown", "said it runs", "false alarms"]
    danger = [each for each in those if each.said_it_runs]
    silent = [each for each in danger if not each.explained]
    said = (
        f"Said that it runs, and it did not: {len(danger)}, of which {len(silent)} unexplained.\n"
    )
    return f"## In short\n\n{_table(head, rows)}\n{said}"


def _scores(those: Sequence[Scored]) -> list[object]:
    return [
        share([each.effect_right for each in those]),
        share([each.cause_right for each in those]),
        sum(each.row.predicted == "unknown" for each in those),
        sum(each.said_it_runs for each in those),
        sum(each.false_alarm for each in those),
    ]


def _comparison(those: Sequence[Scored]) -> str:
    head = ["", *(means.name for means in MEANS)]
    found = [standing(means, those) for means in MEANS]
    rows: list[tuple[str, list[Share | None]]] = [
        ("no job would have come through, and it alarmed", [each.alarmed for each in found]),
        ("... and said how it would end", [each.foretold for each in found]),
        ("... and was unsure", [each.unsure for each in found]),
        ("... and called all well", [each.called_well for each in found]),
        ("something would be lost or late, and it alarmed", [each.noticed_loss for each in found]),
        ("of all that does harm: the service named, and no other", _named(found)),
        ("nothing harmful, and it alarmed", [each.false_alarms for each in found]),
    ]
    cells = [[title, *("-" if cell is None else cell for cell in line)] for title, line in rows]
    said = "Connect and ping is what was done before; /health is the platform's own.\n"
    return f"## Beside what people do today\n\n{said}\n{_table(head, cells)}"


def _named(found: Sequence[Standing]) -> list[Share | None]:
    return [each.named for each in found]


def _matrix(those: Sequence[Scored]) -> str:
    counts = matrix(those)
    rows = [
        (f"**{observed}**", *(counts[observed][each] or "" for each in PREDICTED))
        for observed in OBSERVED
    ]
    said = "Rows are what was observed, columns what was predicted.\n"
    return f"## The matrix\n\n{said}\n{_table(['', *PREDICTED], rows)}"


def _misses(those: Sequence[Scored]) -> str:
    head = ["state", "variant", "observed", "predicted", "named", "what is missing"]
    rows = [
        (
            each.row.case,
            each.row.variant,
            each.row.observed,
            each.row.predicted,
            ", ".join(each.row.root_causes) or "nothing",
            ", ".join(each.missing) or "**unexplained**",
        )
        for each in those
        if not each.right
    ]
    said = (
        "The last column names the step of the design's table that would have told, and does not\n"
        "exist yet or could not be asked. Nothing explains a miss of a step that was asked, or of\n"
        "what no step looks at: what the backend's or the worker's own process holds (a client\n"
        "that it never had, an old password, a package that is not installed), and ids that are\n"
        "taken. Only a job that is really created tells those.\n"
    )
    found = _table(head, rows) if rows else "None.\n"
    return f"## Every miss\n\n{said}\n{found}"


def _rows(those: Sequence[Scored]) -> str:
    head = ["state", "variant", "predicted", "observed", "root causes", "not pinged", "/health"]
    rows = [
        (
            each.row.case,
            each.row.variant,
            each.row.predicted,
            each.row.observed + (f" ({', '.join(each.row.lost)})" if each.row.lost else ""),
            ", ".join(each.row.root_causes),
            ", ".join(each.row.pinged),
            each.row.health,
        )
        for each in those
    ]
    return f"## Every state\n\n{_table(head, rows)}"
