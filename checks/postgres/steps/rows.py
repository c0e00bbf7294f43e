"""Are the rows there that a job needs?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.rows.asking import ask
from checks.postgres.rows.judging import judge, untold
from checks.postgres.schema.memory import memory
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe

ROWS = 3.0
"""Seconds for the queries: each is three exchanges with the server, which may be far."""


def _statements(target: PostgresTarget) -> int:
    """2, and 5 for each query: itself, 3 by which the driver looks up a type that is not one of
    PostgreSQL's own, and going on where it was refused."""
    return 2 + 5 * len(target.rows.each) if target.rows else 0


@postgres.step(limit=ROWS, requests=_statements)
async def rows(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A job needs its project, its dataset and its user: without their rows it is refused."""
    if probe.target.rows is None:
        probe.unsupported("no query is named in `rows`: whether what a job needs is there is open")
    asked = await ask(connection, probe.target.rows.each, probe.limit)
    probe.evidence(rows={each.query.name: len(each.rows) for each in asked if not each.refused})
    new = untold(asked, await memory(probe))
    if said := judge(new, probe.target.address):
        said.end(probe)
    if len(new) < len(asked):
        probe.told_by("schema")
    for each in asked:
        probe.publish(each.query.name, list(each.rows))
