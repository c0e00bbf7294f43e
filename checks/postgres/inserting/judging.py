"""What came of the INSERT that was tried, decided by the fields of PostgreSQL's error.

Its message is not read: it may be in any language, and quotes values.
"""

from collections.abc import Callable, Iterable, Mapping

from checks.postgres.inserting.attempts import Attempt
from checks.postgres.inserting.refusal import Refusal, bad, listed, raised
from checks.postgres.inserting.relations import Relation
from checks.postgres.inserting.statements import Statement
from checks.postgres.inserting.unfit import out_of_range, text, too_long
from checks.postgres.inserting.violations import (
    check,
    check_option,
    foreign_key,
    not_null,
    unique,
)
from checks.postgres.judgement import Judgement
from checks.postgres.names import TableName
from checks.postgres.rows.refusals import name_at, refusal
from healthcheck import Manner


def judge(
    tried: Attempt, statement: Statement, relation: Relation, supplied: Iterable[str] = ()
) -> Judgement | None:
    """None where the INSERT succeeds, or where the error is none of the INSERT's. `supplied` are
    columns that the application is known to give."""
    if tried.empty:
        said = f"the query for {listed(tried.empty)} gives no value: whether a job would get one"
        return Judgement("no-value", f"{said}, and could be inserted, is open", None)
    if tried.error is None:
        return None if tried.rows else _nothing_inserted(relation)
    if tried.column:
        return _of_query(tried.error, statement, tried.column)
    for each in type(tried.error).__mro__:
        if row := _ROWS.get(each.__name__):
            return row(Refusal(tried.error, statement, relation, tuple(supplied)))
    return None


def missing_table(name: TableName) -> Judgement:
    """There is no such table on our way."""
    said = f"there is no table {name}: every INSERT of a job fails"
    return Judgement("unknown-table", said, Manner.REFUSES)


def missing_columns(statement: Statement, relation: Relation) -> Judgement | None:
    """Columns that the INSERT names and the table does not have: all of them, not just the first
    that PostgreSQL meets."""
    absent = [each for each in statement.columns if relation.column(each) is None]
    if not absent:
        return None
    names = listed([f"{relation.name}.{each}" for each in absent])
    verb = "is" if len(absent) == 1 else "are"
    return Judgement(
        "unknown-column",
        f"{names} {verb} missing: every INSERT fails",
        Manner.REFUSES,
        about=tuple(absent),
    )


def _nothing_inserted(relation: Relation) -> Judgement:
    said = f"the INSERT into {relation.name} is taken, and inserts no row"
    if relation.triggers:
        said += f": a trigger may keep it away ({listed(relation.triggers)})"
    return Judgement("nothing-inserted", said, None)


def _of_query(error: Exception, statement: Statement, column: str) -> Judgement | None:
    """A query for a value is ours: it tells of the platform only that it would wait, too."""
    query = dict(statement.queries)[column]
    refused = refusal(error, f"SELECT (\n{query.text}")
    if refused is None:
        return None
    said = f"the query for {statement.table}.{column} cannot be answered: {refused.said}"
    if refused.code == "locked":
        return Judgement("locked", said, Manner.BLOCKS)
    return Judgement("bad-insert", said, None)


def _undefined_table(it: Refusal) -> Judgement:
    name = name_at(it.statement.sql, it.field("position")).strip(' "')
    if name.lower() in (str(it.relation.name).lower(), it.relation.name.name.lower()):
        return missing_table(it.relation.name)
    return raised(it) if it.relation.triggers and not name else bad(it)


def _undefined_column(it: Refusal) -> Judgement:
    """What the INSERT's own columns lack is told before it is tried: this is a trigger's, or one
    of a query in it."""
    place = it.field("position")
    return raised(it) if it.relation.triggers and not place else bad(it)


def _no_permission(it: Refusal) -> Judgement:
    table, of = it.relation.name, listed(it.relation.triggers)
    said = f"this account may not INSERT this row into {table}: a right on it or on its sequence"
    said += " is missing, or row level security forbids the row"
    hint = f"As the owner: GRANT INSERT ON {table.sql} TO <user>; or, where row level security is "
    return Judgement(
        "no-permission",
        f"{said}, or what its triggers ({of}) do" if of else said,
        Manner.REFUSES,
        f"{hint}on (\\d in psql), a policy WITH CHECK that allows the row.",
    )


def _read_only(it: Refusal) -> Judgement:
    said = f"the INSERT into {it.relation.name} is refused: transactions are read-only"
    return Judgement("read-only", said, Manner.REFUSES)


def _locked(it: Refusal) -> Judgement:
    said = f"the INSERT into {it.relation.name} waits for a lock that another session holds"
    return Judgement("locked", said, Manner.BLOCKS)


def _slow(it: Refusal) -> Judgement:
    said = f"the INSERT into {it.relation.name} takes longer than this step waits"
    return Judgement("slow", said, Manner.SLOW)


_ROWS: Mapping[str, Callable[[Refusal], Judgement]] = {
    "NotNullViolationError": not_null,
    "ForeignKeyViolationError": foreign_key,
    "CheckViolationError": check,
    "WithCheckOptionViolationError": check_option,
    "UniqueViolationError": unique,
    "ExclusionViolationError": unique,
    "InvalidTextRepresentationError": text,
    "StringDataRightTruncationError": too_long,
    "NumericValueOutOfRangeError": out_of_range,
    "UndefinedTableError": _undefined_table,
    "UndefinedColumnError": _undefined_column,
    "InsufficientPrivilegeError": _no_permission,
    "PLPGSQLError": raised,
    "TriggeredActionError": raised,
    "UnknownPostgresError": raised,
    "ReadOnlySQLTransactionError": _read_only,
    "LockNotAvailableError": _locked,
    "DeadlockDetectedError": _locked,
    "QueryCanceledError": _slow,
    "SyntaxOrAccessError": bad,
    "DataError": bad,
    "FeatureNotSupportedError": bad,
    "CardinalityViolationError": bad,
    "ObjectNotInPrerequisiteStateError": bad,
    "InvalidTransactionStateError": bad,
    "InterfaceError": bad,
}
"""By asyncpg's classes; the most particular one that has a row counts."""
