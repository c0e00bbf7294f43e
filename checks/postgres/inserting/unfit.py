"""Values that do not fit their columns."""

import re
from collections.abc import Sequence

from checks.postgres.inserting.refusal import Refusal, bad, listed
from checks.postgres.judgement import Judgement
from healthcheck import Manner

MOST = 12
"""Labels that are shown."""
_LABEL = re.compile(r"'[\w .-]{1,63}'", re.ASCII)
"""What may be shown of a value: no label of an enum is longer."""


def text(it: Refusal) -> Judgement:
    """A value that its column's type does not read."""
    name = it.statement.column_at(it.field("position"))
    column = it.relation.column(name) if name else None
    if column is None or not column.labels:
        return bad(it, column=name)
    given = (it.statement.text(column.name) or "").strip()
    which = given if _LABEL.fullmatch(given) else "the value of the INSERT"
    said = f"{it.relation.name}.{column.name}: {which} is no label of the enum {column.type}"
    hint = f"If a migration is missing: ALTER TYPE {column.type} ADD VALUE {given}; if not, let the"
    return Judgement(
        "unknown-enum-value",
        f"{said} ({_first(column.labels)})",
        Manner.REFUSES,
        f"{hint} application write what the enum has." if which == given else "",
        about=(given.strip("'"),) if which == given else (),
    )


def _first(labels: Sequence[str]) -> str:
    """As many as anybody reads."""
    return ", ".join([*labels[:MOST], *(["..."] if len(labels) > MOST else [])])


def too_long(it: Refusal) -> Judgement:
    """PostgreSQL does not say which value: those that are longer than their columns take."""
    texts = {each: it.statement.text(each) or "" for each in it.statement.columns}
    columns = [
        f"{it.relation.name}.{each.name} ({each.type})"
        for each in it.relation.columns
        if each.longest and len(texts.get(each.name, "").strip()) - 2 > each.longest
    ]
    which = listed(columns) or f"a column of {it.relation.name}"
    return Judgement("bad-value", f"a value of the INSERT is too long for {which}", Manner.REFUSES)


def out_of_range(it: Refusal) -> Judgement:
    """A number that is too large for its column."""
    column = it.statement.column_at(it.field("position"))
    which = f"{it.relation.name}.{column}" if column else f"a column of {it.relation.name}"
    return Judgement("bad-value", f"a value of the INSERT is too large for {which}", Manner.REFUSES)
