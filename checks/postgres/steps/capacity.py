"""Is there room for one more connection?"""

from checks.postgres import room
from checks.postgres.connecting.connection import Connection, allowed
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


@postgres.step
async def capacity(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """The server, the user and the database each have a limit of connections."""
    row = await allowed(connection, room.STATEMENT)
    if row is None:
        probe.unsupported("this account may not see the server's connections")
    least = room.tightest(row)
    probe.evidence(used=least.used, limit=least.limit, limited_by=least.whose)
    # never a failure here: the next connection gets the place that ours leaves
    if least.share >= room.NEARLY:
        said = f"{least.used} of the {least.limit} connections of {least.whose} are in use"
        probe.warn("nearly-full", said)
