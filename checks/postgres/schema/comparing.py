"""A recorded schema held against a database: what that lacks. What it has beyond is no matter."""

from collections.abc import Iterator

from checks.postgres.schema import constraints, mending, quoting
from checks.postgres.schema.columns import column_differences, spelled
from checks.postgres.schema.difference import Difference
from checks.postgres.schema.locating import located
from checks.postgres.schema.model import MODEL, Column, Schema, Table


def compare(recorded: Schema, found: Schema) -> tuple[Difference, ...]:
    """All differences, by tables; pure."""
    recorded = located(recorded, found.visible)
    return (
        *_extensions(recorded, found),
        *(each for name in recorded.tables for each in _table(name, recorded, found)),
        *_labels(recorded, found),
    )


def _extensions(recorded: Schema, found: Schema) -> Iterator[Difference]:
    for name in recorded.needed:
        if name not in found.extensions:
            said = f"the extension {quoting.ascii_only(name)} is missing: its types and functions"
            sql = f"CREATE EXTENSION {quoting.name(name)};"
            yield Difference("missing-extension", "", name, f"{said} are not there", (sql,))


def _table(name: str, recorded: Schema, found: Schema) -> Iterator[Difference]:
    wanted, there = recorded.tables[name], found.tables.get(name)
    if there is None:
        yield _missing(name, wanted, recorded, found)
        return
    model = recorded.source == MODEL
    for column, each in wanted.columns.items():
        if column in there.columns:
            before = _enum_of(each, recorded, found)
            yield from column_differences(name, column, each, there, model=model, before=before)
        else:
            yield _missing_column(name, column, each, recorded, found)
    if not there.view:
        yield from _unsupplied(name, wanted, there)
        yield from constraints.keys(name, wanted, there)
        yield from constraints.checks(name, wanted, there, model=model)


def _missing(name: str, wanted: Table, recorded: Schema, found: Schema) -> Difference:
    bare = name.rpartition(".")[2]
    others = [each for each in found.tables if each != name and each.rpartition(".")[2] == bare]
    there = f" (there is {', '.join(others)}, which is not on the search path)" if others else ""
    note = mending.ON_THE_PATH.format(others[0]) if others else ""
    enums = [sql for each in wanted.columns.values() for sql in _enum_of(each, recorded, found)]
    keys = [mending.add_foreign(name, key) for key in wanted.foreign]
    mend = (*dict.fromkeys(enums), *mending.create(name, wanted), *keys)
    said = f"the table {name} is missing{there}: every statement on it fails"
    return Difference("missing-table", name, "", said, mend, note)


def _missing_column(
    table: str, name: str, wanted: Column, recorded: Schema, found: Schema
) -> Difference:
    note = mending.FILL_FIRST if wanted.must_be_given else ""
    said = f"{spelled(table, name)} is missing: every INSERT fails"
    mend = (*_enum_of(wanted, recorded, found), mending.add_column(table, name, wanted))
    return Difference("missing-column", table, name, said, mend, note)


def _enum_of(column: Column, recorded: Schema, found: Schema) -> tuple[str, ...]:
    """The statement that makes a column's enum, where that is not there."""
    type_ = column.type.removesuffix("[]")
    if type_ not in recorded.enums or type_ in found.enums:
        return ()
    return (mending.create_enum(type_, recorded.enums[type_]),)


def _unsupplied(name: str, wanted: Table, there: Table) -> Iterator[Difference]:
    for column in there.unsupplied(wanted):
        said = (
            f"{spelled(name, column)} is NOT NULL without a default, and the snapshot does not "
            "know it"
        )
        end = ": a trigger may fill it" if there.fills else ": every INSERT fails"
        mend = (mending.alter(name, column, "DROP NOT NULL"),)
        note = "(or give it a default, or bring the application up to the database)"
        yield Difference(
            "unsupplied-column", name, column, said + end, mend, note, certain=not there.fills
        )


def _labels(recorded: Schema, found: Schema) -> Iterator[Difference]:
    for type_, labels in recorded.enums.items():
        for label in labels if type_ in found.enums else ():
            if label not in found.enums[type_]:
                using = _users(type_, recorded)
                shown = quoting.ascii_only(label)
                said = f'the enum {type_} has no value "{shown}": an INSERT with it fails'
                place = f" ({', '.join(spelled(*each) for each in using)})" if using else ""
                yield Difference(
                    "missing-enum-value",
                    using[0][0] if using else "",
                    label,
                    said + place,
                    (mending.add_label(type_, label),),
                    also=tuple(table for table, _ in using[1:]),
                )


def _users(type_: str, schema: Schema) -> list[tuple[str, str]]:
    """Where an enum is used."""
    return [
        (table, name)
        for table, each in schema.tables.items()
        for name, column in each.columns.items()
        if column.type.removesuffix("[]") == type_
    ]
