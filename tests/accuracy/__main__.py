"""`python -m tests.accuracy`: tries every case, and writes docs/accuracy.md and its picture.

Results are appended to --out as they come, and what is there already is not tried again: a run that
ends early goes on where it was. The documents stand beside them; `--report` only writes these.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from subprocess import SubprocessError

from sandbox import SandboxError
from sandbox.platform.variant import VARIANTS
from tests.accuracy.case import Case
from tests.accuracy.cases import PAIRS, cases, named
from tests.accuracy.experiment import experiment
from tests.accuracy.page import page
from tests.accuracy.picture import picture
from tests.accuracy.row import append, read
from tests.accuracy.sample import SAMPLE
from tests.accuracy.scoring import Scored, scored
from tests.accuracy.stand import Stand

DOCS = Path(__file__).parent.parent.parent / "docs"


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="default: every one")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these cases")
    parser.add_argument("--sample", action="store_true", help="the cases that .ci/run tries")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="of faults; default: %(default)s")
    parser.add_argument("--out", type=Path, default=DOCS / "accuracy.jsonl", help="results")
    parser.add_argument("--report", action="store_true", help="try nothing, write the documents")
    return parser.parse_args(words)


def chosen(options: argparse.Namespace) -> tuple[Case, ...]:
    if options.sample:
        return named(SAMPLE)
    return named(options.only) if options.only else cases(count=options.pairs)


def run(those: Iterable[Case], variant: str, out: Path) -> list[str]:
    """The names of the cases that could not be tried."""
    done = {row.key for row in read(out)}
    missed = []
    with Stand(variant) as stand:
        for case in those:
            if (variant, case.name) in done:
                continue
            began = time.monotonic()
            stand.begin()
            row = None
            try:
                row = experiment(stand, case, variant=variant)
            except (SandboxError, SubprocessError) as error:
                print(f"{variant} {case.name}: not tried: {error}", file=sys.stderr)
                missed.append(case.name)
            else:
                append(out, row)
                told(Scored(row, case), seconds=time.monotonic() - began)
            stand.undo(case, left=None if row is None else row.observed)
    return missed


def told(one: Scored, *, seconds: float) -> None:
    row, right = one.row, "right" if one.right else "WRONG"
    causes = ", ".join(row.root_causes) or "nothing"
    print(
        f"{right} {row.variant} {row.case}: {row.predicted} by {causes}, "
        f"and it was {row.observed} ({seconds:.0f} s)",
        flush=True,
    )


def main(words: Sequence[str]) -> int:
    options = arguments(words)
    missed = []
    if not options.report:
        for variant in options.variant or VARIANTS:
            missed += run(chosen(options), variant, options.out)
    those = scored(read(options.out), cases(count=options.pairs))
    for suffix, document in ((".md", page(those)), (".svg", picture(those))):
        options.out.with_suffix(suffix).write_text(document, encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
