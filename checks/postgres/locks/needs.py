"""The locks that an operation's statements take."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from checks.postgres.names import TableName
from checks.postgres.privileges.tables import Right
from checks.postgres.target import PostgresTarget

Does = Literal["read", "write", "insert"]


@dataclass(frozen=True, slots=True)
class Needs:
    """Tables, each with what is done there, which decides on the locks that are taken."""

    does: tuple[tuple[TableName, Does], ...]

    @property
    def arguments(self) -> tuple[list[str], list[str], list[str]]:
        """As the queries take them: names, schemas, what is done."""
        names = [name for name, _ in self.does]
        return (
            [each.name for each in names],
            [each.schema for each in names],
            [does for _, does in self.does],
        )


def needs(target: PostgresTarget) -> Needs:
    """Of `tables` and of the INSERT's own table; that one is inserted into at least."""
    found: dict[TableName, Does] = {}
    for each in target.tables:
        found[each.name] = _does(each.rights)
    if target.insert and target.insert.given:
        found[target.insert.given.table] = "insert"
    return Needs(tuple(found.items()))


def inserting(target: PostgresTarget) -> Needs:
    """Of the INSERT alone."""
    given = target.insert.given if target.insert else None
    return Needs(((given.table, "insert"),) if given else ())


def _does(rights: Iterable[Right]) -> Does:
    if Right.INSERT in rights:
        return "insert"
    return "read" if set(rights) <= {Right.SELECT} else "write"
