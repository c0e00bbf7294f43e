"""Are the rows there that a job needs?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.rows.asking import ask
from checks.postgres.rows.judging import judge
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe

ROWS = 3.0
"""Seconds for the queries: each is three exchanges with the server, which may be far."""


@postgres.step(limit=ROWS)
async def rows(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A job needs its project, its dataset and its user: without their rows it is refused."""
    if probe.target.rows is None:
        probe.unsupported("no query is named in `rows`: whether what a job needs is there is open")
    asked = await ask(connection, probe.target.rows.each, probe.limit)
    probe.evidence(rows={each.query.name: len(each.rows) for each in asked if not each.refused})
    if said := judge(asked, probe.target.address):
        if said.manner is None:
            probe.unknown(said.code, said.summary)
        probe.fail(said.code, said.summary, hint=said.hint, manner=said.manner)
    for each in asked:
        probe.publish(each.query.name, list(each.rows))
