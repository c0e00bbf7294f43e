"""PostgreSQL's error beside what it is about, and what it means when nothing more is known."""

from collections.abc import Sequence

from checks.postgres.inserting.relations import Constraint, Relation
from checks.postgres.inserting.statements import Statement
from checks.postgres.judgement import Judgement
from checks.postgres.rows.refusals import refusal
from healthcheck import Manner


class Refusal:
    """An error beside what it is about."""

    def __init__(
        self, error: Exception, statement: Statement, relation: Relation, supplied: Sequence[str]
    ) -> None:
        self.error = error
        self.statement = statement
        self.relation = relation
        self.supplied = supplied

    def field(self, name: str) -> str:
        """A field of PostgreSQL's error, empty where it has none."""
        return str(getattr(self.error, name, None) or "")

    @property
    def table(self) -> str:
        """The table that the error is about; partitions count as the table itself."""
        told = self.field("table_name")
        return str(self.relation.name) if self.is_own else told

    @property
    def is_own(self) -> bool:
        """Whether it is about the INSERT's own table, and not one that a trigger writes to."""
        told = self.field("table_name")
        return not told or told == self.relation.name.name or self.relation.kind == "p"

    @property
    def constraint(self) -> Constraint | None:
        """The constraint that is violated, if it is one of the table's own."""
        return self.relation.constraint(self.field("constraint_name")) if self.is_own else None

    @property
    def where(self) -> str:
        """The violated constraint with its columns."""
        name, known = self.field("constraint_name"), self.constraint
        columns = f" on {self.table}.{', '.join(known.columns)}" if known and known.columns else ""
        return f'"{name}"{columns or f" of {self.table}"}'


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def raised(it: Refusal) -> Judgement:
    """A trigger says no, or fails by itself. Its words are not shown: they quote values."""
    names = it.relation.triggers
    if not names:
        return bad(it)
    which = f"the trigger {names[0]}" if len(names) == 1 else f"a trigger ({listed(names)})"
    said = f"{which} on {it.relation.name} refuses the row, or fails"
    return Judgement("trigger", said, Manner.REFUSES)


def bad(it: Refusal, *, column: str | None = None) -> Judgement:
    """The INSERT of the settings itself cannot be done: that says nothing about the platform."""
    refused = refusal(it.error, it.statement.sql)
    words = refused.said if refused else "PostgreSQL refuses it"
    of = f"its value for {column}: " if column else ""
    return Judgement("bad-insert", f"the INSERT of the settings cannot be tried: {of}{words}", None)
