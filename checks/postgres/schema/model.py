"""The nouns of a schema, as an application sees it: what it need not name is not in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNTOLD = "?"
"""An expression that could not be read: another session holds the table."""

DATABASE, MODEL = "database", "model"


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is what format_type says; `default` and `generated` are expressions.

    `identity` is `always`, `by default`, or `serial` where the default comes from a sequence.
    `supplied`: the application gives a value itself, as its own code says. `base` is the type that
    values have, where `type` is a domain.
    """

    type: str
    null: bool = True
    default: str = ""
    identity: str = ""
    generated: str = ""
    supplied: bool = False
    base: str = ""

    @property
    def fills(self) -> bool:
        """Whether the database has a value for it where an INSERT names none."""
        return bool(self.default or self.identity or self.generated)

    @property
    def must_be_given(self) -> bool:
        """Whether an INSERT that leaves it out is refused, unless a trigger gives it."""
        return not self.null and not self.fills


@dataclass(frozen=True, slots=True, order=True)
class Unique:
    """Columns of which no two rows have the same; `where` it is partial.

    `by_expression`: they are no names but SQL.
    """

    columns: tuple[str, ...]
    where: str = ""
    by_expression: bool = False


@dataclass(frozen=True, slots=True, order=True)
class ForeignKey:
    """Columns that refer to those of a table; `on_delete` as in SQL, empty for NO ACTION."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    on_delete: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """What a check demands. Names differ between good databases, and are not compared."""

    expression: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`view`: it is none of its own. `fills`: a trigger may give values before an INSERT."""

    columns: Mapping[str, Column]
    primary: tuple[str, ...] = ()
    unique: tuple[Unique, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    checks: tuple[Condition, ...] = ()
    view: bool = False
    fills: bool = False

    def unsupplied(self, known: "Table | None" = None) -> tuple[str, ...]:
        """Columns that an INSERT must give; with a good `known`, those that it does not know."""
        columns = known.columns if known else {}
        return tuple(
            name
            for name, each in self.columns.items()
            if each.must_be_given and name not in columns
        )


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables by their names: bare where the search path finds them, else `schema.table`; those are
    SQL as they stand. `enums` are labels in their order. `needed` are the extensions that its
    tables cannot do without. `source`: a database, or an application's model, which does not spell
    expressions as PostgreSQL does. `visible` are the bare names of tables and enums that the search
    path finds, by their names with a schema.
    """

    tables: Mapping[str, Table]
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    source: str = DATABASE
    visible: Mapping[str, str] = field(default_factory=dict, compare=False)
