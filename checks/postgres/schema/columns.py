"""A column held against the same one in a database."""

from collections.abc import Iterator

from checks.postgres.schema import mending, quoting, spelling
from checks.postgres.schema.difference import Difference
from checks.postgres.schema.model import UNTOLD, Column, Table
from checks.postgres.schema.widening import is_akin, is_wider


def spelled(table: str, column: str) -> str:
    """A column with its table, as a sentence has it."""
    return f"{table}.{quoting.name(column)}"


def column_differences(
    table: str,
    name: str,
    recorded: Column,
    place: Table,
    *,
    model: bool,
    before: tuple[str, ...] = (),
) -> Iterator[Difference]:
    """What of it differs; of a view's only the type is said. `before` is what its type needs."""
    if recorded == place.columns[name]:  # of most columns; spelling them anew takes long
        return
    wanted = spelling.canonical(recorded)
    found = spelling.canonical(place.columns[name])
    yield from _type(table, name, wanted, found, before)
    if place.view:
        return
    yield from _filling(table, name, wanted, found, certain=not place.fills, model=model)
    given = place.fills or found.fills or wanted.supplied
    yield from _nullability(table, name, wanted, found, certain=not given)


def _type(
    table: str, name: str, wanted: Column, found: Column, before: tuple[str, ...]
) -> Iterator[Difference]:
    plain, other = found.base or found.type, wanted.base or wanted.type
    if wanted.type == found.type or plain == other:
        return
    here, there = quoting.ascii_only(found.type), quoting.ascii_only(wanted.type)
    mend = (*before, *mending.retype(table, name, wanted, found))
    code, end, certain = "different-type", "writing or reading it may fail", True
    if is_wider(plain, other):
        code, end = "wider-type", "it takes all that it has to"
    elif is_akin(plain, other):
        code, end = "narrower-type", "what does not fit it is refused or changed"
        certain = False
    said = f"{spelled(table, name)} is {here}, not {there}: {end}"
    yield Difference(code, table, name, said, mend, certain=certain)


def _nullability(
    table: str, name: str, wanted: Column, found: Column, *, certain: bool
) -> Iterator[Difference]:
    if wanted.null == found.null:
        return
    place = spelled(table, name)
    if wanted.null:
        end = "an INSERT without a value for it fails"
        said = f"{place} is NOT NULL, where the snapshot allows NULL: {end}"
        mend = (mending.alter(table, name, "DROP NOT NULL"),)
        yield Difference("different-nullability", table, name, said, mend, certain=certain)
        return
    said = f"{place} allows NULL, where the snapshot does not: no INSERT fails by it"
    strict = (mending.alter(table, name, "SET NOT NULL"),)
    yield Difference("missing-not-null", table, name, said, strict, mending.FILL_NULLS)


def _filling(
    table: str, name: str, wanted: Column, found: Column, *, certain: bool, model: bool
) -> Iterator[Difference]:
    """What the database puts in by itself."""
    place = spelled(table, name)
    if found.generated and not wanted.generated:
        said = f"{place} is computed by the database: an INSERT that gives it a value fails"
        drop = mending.alter(table, name, "DROP EXPRESSION")
        plain = (drop, *mending.give_default(table, name, wanted))
        yield Difference("generated-column", table, name, said, plain)
    elif wanted.fills and found.must_be_given:
        if not wanted.supplied:
            said = f"{place} is NOT NULL and has lost its default: an INSERT without it fails"
            mend = mending.give_default(table, name, wanted)
            yield Difference("missing-default", table, name, said, mend, certain=certain)
        else:
            yield _other_default(table, name, wanted, "has no default")
    elif _fills_otherwise(wanted, found, model=model):
        other = quoting.ascii_only(found.default) if found.default else ""
        yield _other_default(table, name, wanted, f"has the default {other}" if other else "")


def _other_default(table: str, name: str, wanted: Column, has: str) -> Difference:
    filled = wanted.default or ("numbers" if wanted.identity else wanted.generated)
    there = has or "has no default"
    said = f"{spelled(table, name)} {there}, where the snapshot has {quoting.ascii_only(filled)}"
    mend = mending.give_default(table, name, wanted)
    return Difference("different-default", table, name, said, mend)


def _fills_otherwise(wanted: Column, found: Column, *, model: bool) -> bool:
    """Whether a row gets another value; how numbers are made does not matter, nor what is extra."""
    if not wanted.fills or UNTOLD in (found.default, found.generated):
        return False
    if bool(wanted.identity) != bool(found.identity) or not found.fills:
        return True
    if model and not (spelling.is_literal(wanted.default) and spelling.is_literal(found.default)):
        return False
    return (wanted.default, wanted.generated) != (found.default, found.generated)
