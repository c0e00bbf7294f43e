"""What the differences come to: one finding that helps most, which counts the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from checks.postgres.judgement import Judgement
from checks.postgres.privileges.tables import Right
from checks.postgres.schema.difference import HARMLESS, MET_BY, ORDER, WORKING, Difference
from healthcheck import Manner

MOST = 20
"""Differences that the evidence names."""
LEAD = "Run the migration that is missing, or as the owner: "
LONGEST = 600
"""Characters of SQL that a hint holds."""

Touched = Mapping[str, Collection[Right]]
"""Tables, and what an operation does with their rows."""
NONE_KNOWN: Touched = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: what ends the step, and warnings beside it."""

    failure: Judgement | None = None
    warnings: tuple[Judgement, ...] = ()


def judge(
    differences: Sequence[Difference],
    *,
    tables: Touched = NONE_KNOWN,
    given: Mapping[str, Collection[str]] | None = None,
) -> Found:
    """`tables` are those that the operation touches, if that is known: the others only warn, and so
    does what an INSERT would meet, where the operation makes none.

    `given` are the columns to which the application is known to give a value.
    """
    known = [each for each in differences if not _is_given(each, given or {})]
    standing = in_the_way(known, tables)
    beside = [each for each in known if each not in standing]
    warnings = (_said(beside, certain=True),) if beside else ()
    certain = [each for each in standing if each.certain]
    open_ = [each for each in standing if not each.certain]
    if open_ and all(each.code in WORKING for each in certain):
        return Found(_said(open_, certain=False, also=len(standing)), warnings)
    return Found(_said(certain, also=len(standing)) if certain else None, warnings)


def ordered(differences: Sequence[Difference]) -> list[Difference]:
    """That which helps most first; foreign keys after those that they refer to."""
    return sorted(
        differences,
        key=lambda each: (ORDER.index(each.code), _refers(each.mend), each.table, each.what),
    )


def _refers(mend: Sequence[str]) -> bool:
    return bool(mend) and _FOREIGN in mend[0]


def evidence(differences: Sequence[Difference]) -> dict[str, object]:
    """All of them, and what would mend them in this order; not more than one can read."""
    first = ordered(differences)[:MOST]
    told: dict[str, object] = {
        "differences": [f"{each.code}: {each.said}" for each in first],
        "mend": list(mended(first)),
    }
    return told | ({"differences_in_all": len(differences)} if len(differences) > MOST else {})


_FOREIGN = " ADD FOREIGN KEY "
_FIRST = ("missing-extension", "missing-enum-value", "missing-table", "missing-column")
"""What others need is mended first, and foreign keys last."""


def mended(differences: Sequence[Difference]) -> tuple[str, ...]:
    """The statements that mend them all, in an order in which they can be executed."""
    ranks = {code: rank for rank, code in enumerate(_FIRST)}
    parts = sorted(ordered(differences), key=lambda each: ranks.get(each.code, len(ranks)))
    every = [sql for each in parts for sql in each.sql]
    return tuple(dict.fromkeys(sorted(every, key=lambda sql: _FOREIGN in sql)))


def in_the_way(differences: Sequence[Difference], tables: Touched = NONE_KNOWN) -> list[Difference]:
    """Those that an operation on these tables meets."""
    return [each for each in differences if _stands_in_the_way(each, tables)]


def _stands_in_the_way(difference: Difference, tables: Touched) -> bool:
    concerned = {difference.table, *difference.also}
    done = [frozenset(tables[each]) for each in concerned if each in tables]
    meeting = MET_BY.get(difference.code)
    met = any(meeting is None or rights & meeting for rights in done)
    elsewhere = tables and difference.table and not met
    return difference.code not in HARMLESS and not elsewhere


def _is_given(difference: Difference, given: Mapping[str, Collection[str]]) -> bool:
    needed = difference.code in ("unsupplied-column", "missing-default", "different-nullability")
    return needed and difference.what in given.get(difference.table, ())


def _said(differences: Sequence[Difference], *, certain: bool = True, also: int = 0) -> Judgement:
    first = ordered(differences)[0]
    said, counted = _tables(differences) or (first.said, 1)
    count = max(len(differences), also) - counted
    others = f", and {count} more {'difference' if count == 1 else 'differences'}" if count else ""
    manner = Manner.REFUSES if certain else None
    return Judgement(first.code, f"{said}{others}", manner, _hint(first))


def _tables(differences: Sequence[Difference]) -> tuple[str, int] | None:
    """Several missing tables in one sentence, and how many those are."""
    missing = sorted(each.table for each in differences if each.code == "missing-table")
    if len(missing) < 2:
        return None
    named = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
    said = f"{len(missing)} tables are missing ({named}): every statement on them fails"
    return said, len(missing)


def _hint(difference: Difference) -> str:
    sql = " ".join(difference.sql)
    if len(sql) > LONGEST:
        return (
            "Run the migrations against this database; if they ran, it is another database than "
            "the platform's. The SQL is in the evidence of this step (--format json)."
        )
    note = f" {difference.note}" if difference.note else ""
    return f"{LEAD}{sql}{note}"
