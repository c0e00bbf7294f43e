"""Is there room for one more connection?"""

from checks.postgres import room
from checks.postgres.connecting.connection import Connection, allowed
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


@postgres.step(requests=1)
async def capacity(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """The server, the user and the database each have a limit of connections."""
    row = await allowed(connection, room.STATEMENT)
    if row is None:
        probe.unsupported("this account may not see the server's connections")
    least = room.tightest(row)
    probe.evidence(used=least.used, limit=least.limit, limited_by=least.whose)
    if idle := room.hogs(row):
        hint = (
            f"If nobody needs it: SELECT pg_terminate_backend({idle.pid}); so that it does not "
            "happen again, set idle_in_transaction_session_timeout, and see who forgets to commit."
        )
        probe.warn("idle-in-transaction", probe.quote(str(idle)), hint=hint)
    if least.is_full:
        probe.fail("too-many-clients", f"{least}, without ours: no other is let in")
    # ours is there, so that the next one gets at least the place that it leaves
    if least.is_nearly_full:
        last = ", and ours is the last" if least.used >= least.limit - 1 else ""
        probe.warn("nearly-full", f"{least}{last}")
