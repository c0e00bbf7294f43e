"""Are the tables as the platform's code expects them?"""

from pathlib import Path

from checks.postgres.connecting.connection import Connection
from checks.postgres.judgement import Judgement
from checks.postgres.migrations.judging import Said
from checks.postgres.migrations.looking import look
from checks.postgres.schema.catalogue import Untold, read
from checks.postgres.schema.comparing import compare
from checks.postgres.schema.judging import Found, evidence, in_the_way, judge
from checks.postgres.schema.memory import memory
from checks.postgres.schema.reading import load
from checks.postgres.schema.recording import Unusable
from checks.postgres.schema.settling import settle
from checks.postgres.schema.touched import given, touched
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe

UNTOLD = (
    "neither `schema` nor `migrations` is set, so that nothing says what the tables should be: "
    "record a good database by `healthcheck snapshot <dependency> > <file>`"
)


def _statements(target: PostgresTarget) -> int:
    """6 for a snapshot, and 5 for migrations."""
    return 6 * bool(target.schema) + 5 * bool(target.migrations)


@postgres.step(requests=_statements)
async def schema(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """What most often stops a job is a column that a migration should have added."""
    snapshot, migrations = probe.target.schema, probe.target.migrations
    if snapshot is None and migrations is None:
        probe.unsupported(UNTOLD)
    found = await _compared(connection, probe, snapshot) if snapshot else None
    revisions = await _looked(connection, probe, migrations) if migrations else ()
    for each in settle(found, revisions):
        each.say(probe)


async def _compared(connection: Connection, probe: Probe[PostgresTarget], file: Path) -> Found:
    """The snapshot against the database."""
    try:
        recorded = load(file)
        found = await probe.once(read, connection, probe.limit)
    except Unusable as error:
        return Found(Judgement("bad-snapshot", str(error), None))
    except Untold:
        return Found(Judgement("schema-locked", _held(probe), None))
    differences = compare(recorded, found)
    probe.evidence(tables=len(recorded.tables))
    if differences:
        probe.evidence(**evidence(differences))
    tables = touched(probe.target.tables)
    judged = judge(differences, tables=tables, given=given(probe.target.insert))
    if judged.failure and judged.failure.manner:
        (await memory(probe)).note(in_the_way(differences, tables))
    return judged


async def _looked(
    connection: Connection, probe: Probe[PostgresTarget], folder: Path
) -> tuple[Said, ...]:
    """The migrations against the revision of the database."""
    looked = await look(connection, folder, probe.limit)
    probe.evidence(revision=list(looked.at), heads=list(looked.heads))
    return looked.said


def _held(probe: Probe[PostgresTarget]) -> str:
    return f"{probe.target.address}: another session changes tables at this moment"
