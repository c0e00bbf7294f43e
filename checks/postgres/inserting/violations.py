"""Constraints that the INSERT violates, each with its columns."""

from collections.abc import Sequence

from checks.postgres.inserting.refusal import Refusal, listed, raised
from checks.postgres.inserting.relations import Relation
from checks.postgres.judgement import Judgement
from healthcheck import Manner


def not_null(it: Refusal) -> Judgement:
    """NULL that the INSERT gives, or a column that it leaves out."""
    column = it.field("column_name")
    if not it.is_own or column in it.statement.columns or not column:
        what = f"{it.table}.{column}" if column else f"the type {it.field('data_type_name')}"
        said = f"the INSERT gives NULL for {what}, which is NOT NULL"
        about = (column,) if it.is_own and column else ()
        return Judgement("not-null", said, Manner.REFUSES, about=about)
    lacking = it.relation.lacking(it.statement.columns)
    unknown = [each for each in lacking if each not in it.supplied]
    if not unknown and lacking:
        return incomplete(it.relation, lacking)
    return unsupplied(it.relation, unknown or [column], by="the platform's INSERT")


def unsupplied(relation: Relation, names: Sequence[str], *, by: str) -> Judgement:
    """Columns that must be given, and that nobody is known to give."""
    columns = listed([f"{relation.name}.{each}" for each in names])
    one = len(names) == 1
    said = (
        f"{columns} {'is' if one else 'are'} NOT NULL and {'has' if one else 'have'} no default, "
        f"and {by} does not supply {'it' if one else 'them'}"
    )
    return Judgement("unsupplied-column", said, Manner.REFUSES, about=tuple(names))


def incomplete(relation: Relation, names: Sequence[str]) -> Judgement:
    """What the application is known to give, and the row of the settings is without."""
    columns = listed([f"{relation.name}.{each}" for each in names])
    said = f"the INSERT of the settings lacks {columns}, which the application does supply"
    return Judgement("incomplete-insert", said, None)


def foreign_key(it: Refusal) -> Judgement:
    """The row refers to one that is not there."""
    refers = it.constraint.refers if it.constraint else None
    said = f"the foreign key {it.where} is violated: {refers or 'the other table'} has no such row"
    return Judgement("foreign-key", said, Manner.REFUSES)


def check(it: Refusal) -> Judgement:
    """A check of the table or of a domain; no partition for the row; without a name, a trigger."""
    if it.field("constraint_name"):
        return Judgement("check", f"the check {it.where} is violated", Manner.REFUSES)
    if it.relation.kind == "p" and it.field("table_name"):
        said = f"{it.relation.name} has no partition that takes the row"
        return Judgement("no-partition", said, Manner.REFUSES)
    return raised(it)


def check_option(it: Refusal) -> Judgement:
    """A view that does not take what it would not show."""
    said = f"the view {it.relation.name} is WITH CHECK OPTION, and does not take the row"
    return Judgement("check", said, Manner.REFUSES)


def unique(it: Refusal) -> Judgement:
    """Of a value that the settings give, it says nothing: the platform gives another."""
    known = it.constraint
    made = known and not set(known.columns) & set(it.statement.columns)
    if known and made and known.columns:
        said = f"{it.where} is violated by the value that the database itself makes: its sequence "
        return Judgement(
            "unique", f"{said}is behind the rows that are there", Manner.REFUSES, _ahead(it)
        )
    said = f"a row that is there has the value of the settings' INSERT, by {it.where}"
    return Judgement("taken-value", said, None)


def _ahead(it: Refusal) -> str:
    column = it.constraint.columns[0] if it.constraint else ""
    return (
        f"SELECT setval(pg_get_serial_sequence('{it.relation.name}', '{column}'), "
        f"(SELECT max({column}) FROM {it.relation.name}));"
    )
