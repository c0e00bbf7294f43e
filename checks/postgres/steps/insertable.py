"""Would the platform's INSERT succeed?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.inserting import judging
from checks.postgres.inserting.attempts import LOCKED, attempt
from checks.postgres.inserting.insert import Row, Text
from checks.postgres.inserting.known import known
from checks.postgres.inserting.refusal import listed
from checks.postgres.inserting.relations import relation
from checks.postgres.inserting.statements import statement
from checks.postgres.inserting.values import Query
from checks.postgres.judgement import Judgement
from checks.postgres.locks import judging as locks
from checks.postgres.locks.asking import Unseen, look, writers
from checks.postgres.locks.holders import LASTING
from checks.postgres.locks.needs import inserting
from checks.postgres.privileges.tables import Right
from checks.postgres.schema.memory import memory
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe

PATIENT = LASTING / LOCKED
"""Seconds with which a lock that keeps the INSERT waiting has been there for a while."""


def _statements(target: PostgresTarget) -> int:
    """13, and 1 for each value that is a query; without an INSERT, 1 for each table."""
    if target.insert is None:
        return len(target.tables)
    given = target.insert.given
    values = given.values if isinstance(given, Row) else ()
    return 13 + sum(isinstance(each, Query) for _, each in values) if given else 0


@postgres.step(
    after=["reachable", "authenticated", "writable", "privileges", "unblocked"],
    writes=True,
    requests=_statements,
)
async def insertable(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A job begins as a row: what refuses its INSERT refuses the job. It is always rolled back."""
    insert = probe.target.insert
    if insert is None:
        await _untold(connection, probe)
    elif insert.given is None:
        probe.unsupported("`insert = false`: no INSERT is to be tried")
    else:
        await _try(connection, probe, insert.given)


async def _try(connection: Connection, probe: Probe[PostgresTarget], given: Row | Text) -> None:
    table = await probe.once(relation, connection, given.table)
    told = await memory(probe)
    if table is None:
        if told.has_table(given.table):
            probe.told_by("schema")
        judging.missing_table(given.table).end(probe)
    planned = statement(given, table)
    probe.evidence(table=str(given.table), columns=list(planned.columns))
    if absent := judging.missing_columns(planned, table):
        if told.has_all(given.table, absent.about):
            probe.told_by("schema")
        absent.end(probe)
    tried = await attempt(connection, planned, probe.limit)
    supplied = known(probe.target.schema, given.table)
    said = judging.judge(tried, planned, table, supplied)
    if said and told.has_all(given.table, said.about):
        probe.told_by("schema")
    if said and said.code == "locked":
        said = await _blamed(connection, probe, said)
    if said:
        late = said.code in ("locked", "slow") and probe.limit < PATIENT
        (locks.hurried(said) if late else said).end(probe)
    if tried.error:
        raise tried.error


async def _blamed(
    connection: Connection, probe: Probe[PostgresTarget], waited: Judgement
) -> Judgement:
    """Whoever it was that the INSERT waited for: a lock on a table can be seen, one on a row can
    be guessed from the transactions that are open."""
    needed = inserting(probe.target)
    try:
        if held := locks.judge(await look(connection, needed), probe.quote):
            return held
        return locks.blamed(waited, await writers(connection, needed), probe.quote)
    except Unseen:
        return waited


async def _untold(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """Without an INSERT, the columns that it would have to give are all that can be told."""
    names = [each.name for each in probe.target.tables if Right.INSERT in each.rights]
    if not names:
        probe.unsupported("no INSERT is named in `insert`: whether one would succeed is open")
    lacking: list[str] = []
    for name in names:
        table = await probe.once(relation, connection, name)
        if table is None:
            if (await memory(probe)).has_table(name):
                probe.told_by("schema")
            judging.missing_table(name).end(probe)
        lacking += [f"{name}.{each}" for each in table.lacking(known(probe.target.schema, name))]
    if lacking:
        said = f"whether the application supplies {listed(lacking)} is open: they are NOT"
        probe.unknown("untold-insert", f"{said} NULL and have no default, and no `insert` is given")
    probe.unsupported("no INSERT is named in `insert`: whether one would succeed is open")
