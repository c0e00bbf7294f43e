"""The SQL that gives a database what it lacks."""

from checks.postgres.schema import quoting
from checks.postgres.schema.model import Column, Condition, ForeignKey, Table, Unique

FILL_FIRST = (
    "(where the table has rows: add it without NOT NULL, fill it, then ALTER COLUMN ... SET NOT "
    "NULL)"
)
FILL_NULLS = "(rows that have NULL there must be filled first)"
ON_THE_PATH = "(if {} is meant, put its schema on the search_path instead, and GRANT USAGE on it)"


def create(name: str, table: Table) -> tuple[str, ...]:
    """A table with its columns and keys; foreign keys apart, since they need the other tables."""
    parts = [definition(column, each) for column, each in table.columns.items()]
    parts += [f"PRIMARY KEY ({quoting.names(table.primary)})"] if table.primary else []
    parts += [_unique(each) for each in table.unique if not is_index(each)]
    parts += [f"CHECK ({each.expression})" for each in table.checks]
    indexes = (add_unique(name, each) for each in table.unique if is_index(each))
    schema = name.rpartition(".")[0]
    place = (f"CREATE SCHEMA IF NOT EXISTS {schema};",) if schema else ()
    return (*place, f"CREATE TABLE {name} ({', '.join(parts)});", *indexes)


def definition(name: str, column: Column) -> str:
    """A column, as CREATE TABLE and ADD COLUMN have it; of a domain, which may not be there, what
    it is made of."""
    words = [quoting.name(name), column.base or column.type]
    if column.identity:
        always = "ALWAYS" if column.identity == "always" else "BY DEFAULT"
        words += [f"GENERATED {always} AS IDENTITY"]
    elif column.generated:
        words += [f"GENERATED ALWAYS AS ({column.generated}) STORED"]
    elif column.default:
        words += [f"DEFAULT {column.default}"]
    return " ".join([*words, *([] if column.null or column.identity else ["NOT NULL"])])


def add_column(table: str, name: str, column: Column) -> str:
    """What a migration would have done."""
    return f"ALTER TABLE {table} ADD COLUMN {definition(name, column)};"


def alter(table: str, column: str, words: str) -> str:
    """One column's change."""
    return f"ALTER TABLE {table} ALTER COLUMN {quoting.name(column)} {words};"


def retype(table: str, name: str, wanted: Column, found: Column) -> tuple[str, ...]:
    """Another type; a default is of the old type, and goes and comes."""
    type_ = wanted.base or wanted.type
    using = f"TYPE {type_} USING {quoting.name(name)}::text::{type_}"
    gone = (alter(table, name, "DROP DEFAULT"),) if found.default else ()
    given = (alter(table, name, f"SET DEFAULT {wanted.default}"),) if wanted.default else ()
    return (*gone, alter(table, name, using), *given)


def give_default(table: str, name: str, wanted: Column) -> tuple[str, ...]:
    """The default, or the numbers, that a column lacks; not those of a generated one."""
    if not wanted.identity:
        return (alter(table, name, f"SET DEFAULT {wanted.default}"),) if wanted.default else ()
    kind = "ALWAYS" if wanted.identity == "always" else "BY DEFAULT"
    column = quoting.name(name)
    sequence = f"pg_get_serial_sequence({quoting.literal(table)}, {quoting.literal(name)})"
    next_ = f"(SELECT coalesce(max({column}), 0) + 1 FROM {table})"
    return (
        alter(table, name, "SET NOT NULL"),
        alter(table, name, f"ADD GENERATED {kind} AS IDENTITY"),
        f"SELECT setval({sequence}, {next_}, false);",
    )


def add_label(type_: str, label: str) -> str:
    """One more value of an enum."""
    return f"ALTER TYPE {type_} ADD VALUE {quoting.literal(label)};"


def create_enum(type_: str, labels: tuple[str, ...]) -> str:
    """A whole enum."""
    return f"CREATE TYPE {type_} AS ENUM ({', '.join(map(quoting.literal, labels))});"


def add_primary(table: str, columns: tuple[str, ...]) -> str:
    """A primary key."""
    return f"ALTER TABLE {table} ADD PRIMARY KEY ({quoting.names(columns)});"


def add_unique(table: str, unique: Unique) -> str:
    """A constraint; an index where that is partial, or of expressions."""
    if not is_index(unique):
        return f"ALTER TABLE {table} ADD {_unique(unique)};"
    where = f" WHERE {unique.where}" if unique.where else ""
    return f"CREATE UNIQUE INDEX ON {table} ({', '.join(unique.columns)}){where};"


def add_foreign(table: str, key: ForeignKey) -> str:
    """A foreign key."""
    action = f" ON DELETE {key.on_delete}" if key.on_delete else ""
    columns, others = quoting.names(key.columns), quoting.names(key.references)
    refers = f"FOREIGN KEY ({columns}) REFERENCES {key.table} ({others}){action}"
    return f"ALTER TABLE {table} ADD {refers};"


def add_check(table: str, check: Condition) -> str:
    """A check, by its name where it has one."""
    named = f"CONSTRAINT {quoting.name(check.name)} " if check.name else ""
    return f"ALTER TABLE {table} ADD {named}CHECK ({check.expression});"


def is_index(unique: Unique) -> bool:
    """Whether no constraint says the same: an index by `where` or by expressions."""
    return bool(unique.where) or unique.by_expression


def _unique(unique: Unique) -> str:
    return f"UNIQUE ({quoting.names(unique.columns)})"
