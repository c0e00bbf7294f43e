"""A random schema, changed by one thing: the comparison names exactly that."""

import string
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checks.postgres.schema.comparing import compare
from checks.postgres.schema.model import Column, Condition, ForeignKey, Schema, Table, Unique
from checks.postgres.schema.reading import parse
from checks.postgres.schema.recording import recorded
from checks.postgres.schema.writing import written

TYPES = ("integer", "boolean", "text", "jsonb", "timestamp with time zone", "uuid", "numeric(10,2)")
DEFAULTS = ("", "now()", "'x'::text", "'-1'::integer", "gen_random_uuid()")
ENUM = "jobstatus"

names = st.text(string.ascii_lowercase + "_ \u00e9", min_size=1, max_size=8)
columns = st.builds(
    Column, st.sampled_from((*TYPES, ENUM)), st.booleans(), st.sampled_from(DEFAULTS)
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Columns, and keys and checks of these columns."""
    cells = draw(st.dictionaries(names, columns, min_size=2, max_size=6))
    several = st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=2, unique=True)
    unique = draw(st.lists(several, max_size=2, unique_by=frozenset))
    primary = tuple(draw(several))
    return Table(
        dict(sorted(cells.items())),
        primary,
        tuple(sorted(Unique(tuple(each)) for each in unique if set(each) != set(primary))),
        tuple(ForeignKey((each,), "others", ("id",)) for each in sorted(draw(several))),
        tuple(sorted(Condition(f"({each} > 0)") for each in draw(several))),
    )


schemas = st.builds(
    lambda made, labels: Schema(
        {**made, "others": Table({"id": Column("integer", identity="serial")})},
        {ENUM: tuple(labels)},
        extensions=("citext", "plpgsql"),
        needed=("citext",),
    ),
    st.dictionaries(st.sampled_from(("jobs", '"order"', "app.users")), tables(), min_size=1),
    st.lists(names, min_size=1, max_size=4, unique=True),
)

Said = set[tuple[str, str, str]]
Mutation = Callable[[Any, Schema, str], tuple[Schema, Said]]


def with_table(schema: Schema, name: str, **changes: Any) -> Schema:
    table = replace(schema.tables[name], **changes)
    return replace(schema, tables={**schema.tables, name: table})


def with_column(schema: Schema, table: str, name: str, column: Column) -> Schema:
    return with_table(schema, table, columns={**schema.tables[table].columns, name: column})


def drop_table(_: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    rest = {key: each for key, each in schema.tables.items() if key != name}
    return replace(schema, tables=rest), {("missing-table", name, "")}


def drop_column(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    cells = schema.tables[name].columns
    gone = draw(st.sampled_from(sorted(cells)))
    rest = {key: each for key, each in cells.items() if key != gone}
    return with_table(schema, name, columns=rest), {("missing-column", name, gone)}


def rename_column(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    changed, said = drop_column(draw, schema, name)
    ((_, _, gone),) = said
    column = schema.tables[name].columns[gone]
    if column.must_be_given:
        said = {*said, ("unsupplied-column", name, "renamed to")}
    return with_column(changed, name, "renamed to", column), said


def retype(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    key, column = draw(st.sampled_from(sorted(schema.tables[name].columns.items(), key=str)))
    kind = draw(st.sampled_from([each for each in TYPES if each != column.type]))
    changed = with_column(schema, name, key, replace(column, type=kind))
    akin = {kind, column.type} == {"integer", "numeric(10,2)"}
    return changed, {("narrower-type" if akin else "different-type", name, key)}


def flip_nullability(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    key, column = draw(st.sampled_from(sorted(schema.tables[name].columns.items(), key=str)))
    changed = with_column(schema, name, key, replace(column, null=not column.null))
    code = "different-nullability" if column.null else "missing-not-null"
    return changed, {(code, name, key)}


def change_default(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    key, column = draw(st.sampled_from(sorted(schema.tables[name].columns.items(), key=str)))
    default = draw(st.sampled_from([each for each in DEFAULTS if each != column.default]))
    changed = with_column(schema, name, key, replace(column, default=default))
    if not column.default:
        return changed, set()
    lost = not default and not column.null
    return changed, {("missing-default" if lost else "different-default", name, key)}


def drop_label(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    gone = draw(st.sampled_from(schema.enums[ENUM]))
    rest = tuple(each for each in schema.enums[ENUM] if each != gone)
    place = next((t for t, each in sorted(schema.tables.items()) if uses_enum(each)), "")
    return replace(schema, enums={ENUM: rest}), {("missing-enum-value", place, gone)}


def uses_enum(table: Table) -> bool:
    return any(each.type == ENUM for each in table.columns.values())


def drop_key(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    table = schema.tables[name]
    kinds = ["primary", "foreign", "checks", *(["unique"] if table.unique else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "primary":
        return with_table(schema, name, primary=()), {("missing-key", name, shown(table.primary))}
    gone = draw(st.sampled_from(getattr(table, kind)))
    rest = tuple(each for each in getattr(table, kind) if each != gone)
    if kind == "checks":
        said = {("missing-check", name, ascii_only(gone.expression))}
    else:
        said = {("missing-key", name, shown(gone.columns))}
    return with_table(schema, name, **{kind: rest}), said


def shown(columns: tuple[str, ...]) -> str:
    return ascii_only(", ".join(columns))


def ascii_only(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()


def drop_extension(_: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    return replace(schema, extensions=("plpgsql",)), {("missing-extension", "", "citext")}


def demand_more(_: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    changed = with_column(schema, name, "brand new", Column("text", null=False))
    return changed, {("unsupplied-column", name, "brand new")}


def grow(draw: st.DrawFn, schema: Schema, name: str) -> tuple[Schema, Said]:
    """What is extra is no difference."""
    more = {"brand new": Column("text", draw(st.booleans()), default="'x'"), "too": Column("text")}
    table = schema.tables[name]
    changed = with_table(
        schema,
        name,
        columns={**table.columns, **more},
        unique=(*table.unique, Unique(("too",))),
        checks=(*table.checks, Condition("(too = 'y'::text)")),
        foreign=(*table.foreign, ForeignKey(("too",), "others", ("id",))),
    )
    enums = {ENUM: (*schema.enums[ENUM], "much newer"), "another": ("x",)}
    tables = {**changed.tables, "extra": Table({"a": Column("text", null=False)})}
    return replace(changed, tables=tables, enums=enums, extensions=("citext", "vector")), set()


MUTATIONS: tuple[Mutation, ...] = (
    drop_table,
    drop_column,
    rename_column,
    retype,
    flip_nullability,
    change_default,
    drop_label,
    drop_key,
    drop_extension,
    demand_more,
    grow,
)


@given(schemas)
def test_a_snapshot_is_silent_on_its_twin(schema: Schema) -> None:
    kept = parse(written(recorded(schema)))

    assert compare(kept, schema) == ()
    assert written(kept) == written(recorded(schema))
    assert written(kept).isascii()


@given(schemas, st.sampled_from(MUTATIONS), st.data())
def test_one_change_is_named_and_nothing_else(
    schema: Schema, mutation: Mutation, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(set(schema.tables) - {"others"})))
    changed, said = mutation(data.draw, schema, name)
    kept = parse(written(recorded(schema)))
    if mutation is drop_label and not any(map(uses_enum, schema.tables.values())):
        said = set()
    found = compare(kept, changed)

    assert {(each.code, each.table, each.what) for each in found} == said
    assert all(each.said.isascii() and "\n" not in each.said for each in found)
    assert all("".join(each.sql).isascii() for each in found)
