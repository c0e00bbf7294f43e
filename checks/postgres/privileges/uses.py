"""What an operation does with which tables, as the settings tell it."""

from checks.postgres.inserting.insert import Row
from checks.postgres.names import TableName
from checks.postgres.privileges.asking import Use
from checks.postgres.privileges.tables import Right
from checks.postgres.target import PostgresTarget


def uses(target: PostgresTarget) -> list[Use]:
    """Of `tables` and of the INSERT, each table once."""
    rights: dict[TableName, tuple[Right, ...]] = {}
    for each in target.tables:
        rights[each.name] = each.rights
    given = target.insert.given if target.insert else None
    if given is None:
        return [Use(name, does) for name, does in rights.items()]
    rights[given.table] = tuple({*rights.get(given.table, ()), Right.INSERT})
    if isinstance(given, Row):
        columns = tuple(name for name, _ in given.values)
    else:
        columns = given.parsed.columns
    return [
        Use(name, tuple(sorted(does)), columns or None if name == given.table else None)
        for name, does in rights.items()
    ]
