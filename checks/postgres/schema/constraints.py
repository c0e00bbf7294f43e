"""Keys and checks held against those of the same table in a database. Their names are no matter."""

from collections.abc import Iterable, Iterator

from checks.postgres.schema import mending, quoting
from checks.postgres.schema.difference import Difference
from checks.postgres.schema.model import UNTOLD, Condition, Table, Unique
from checks.postgres.schema.spelling import canonical_check


def keys(name: str, wanted: Table, there: Table) -> Iterator[Difference]:
    """Primary, unique and foreign keys that are missing."""
    if wanted.primary and set(wanted.primary) != set(there.primary):
        mend = (mending.add_primary(name, wanted.primary),)
        note = "(drop the other primary key before)" if there.primary else ""
        yield _missing(name, "primary key", wanted.primary, mend, note)
    plain = {_same(each) for each in there.unique} | {_same(Unique(there.primary))}
    for unique in wanted.unique:
        if _same(unique) not in plain and not _untold(unique, there.unique):
            mend = (mending.add_unique(name, unique),)
            yield _missing(name, "unique key", unique.columns, mend)
    pairs = {_pairs(each.columns, each.references, each.table) for each in there.foreign}
    for key in wanted.foreign:
        if _pairs(key.columns, key.references, key.table) not in pairs:
            mend = (mending.add_foreign(name, key),)
            yield _missing(name, f"foreign key to {key.table}", key.columns, mend)


def _missing(
    table: str, kind: str, columns: tuple[str, ...], mend: tuple[str, ...], note: str = ""
) -> Difference:
    shown = quoting.ascii_only(", ".join(columns))
    said = f"{table} has no {kind} ({shown}): rows get in that should not"
    return Difference("missing-key", table, shown, said, mend, note)


def _same(unique: Unique) -> tuple[frozenset[str], str]:
    """What two keys have in common that say the same."""
    if not unique.by_expression and not unique.where:
        return frozenset(unique.columns), ""
    return frozenset(map(canonical_check, unique.columns)), canonical_check(unique.where)


def _untold(unique: Unique, found: Iterable[Unique]) -> bool:
    """Whether it may be one whose expressions could not be read."""
    return mending.is_index(unique) and any(UNTOLD in (each.where, *each.columns) for each in found)


def _pairs(
    columns: tuple[str, ...], references: tuple[str, ...], table: str
) -> tuple[str, frozenset[tuple[str, str]]]:
    return table, frozenset(zip(columns, references, strict=False))


def checks(name: str, wanted: Table, there: Table, *, model: bool) -> Iterator[Difference]:
    """Checks that are missing, by what they say; a model's also by name, for it says it otherwise.

    Where the database has as many checks left over as the model, they may be the same ones.
    """
    if wanted.checks == there.checks or any(each.expression == UNTOLD for each in there.checks):
        return
    said = {canonical_check(each.expression) for each in there.checks}
    missing = [each for each in wanted.checks if canonical_check(each.expression) not in said]
    if model:
        ours = {canonical_check(each.expression) for each in wanted.checks}
        left = [each for each in there.checks if canonical_check(each.expression) not in ours]
        missing = _unaccounted(missing, left)
    for each in missing:
        shown = quoting.ascii_only(each.expression)
        text = f"{name} has no check ({shown}): rows get in that should not"
        yield Difference("missing-check", name, shown, text, (mending.add_check(name, each),))


def _unaccounted(missing: list[Condition], left: list[Condition]) -> list[Condition]:
    names = {each.name for each in left}
    unnamed = [each for each in missing if not each.name or each.name not in names]
    spare = len(left) - (len(missing) - len(unnamed))
    return [] if spare > 0 else unnamed
