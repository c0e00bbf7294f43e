"""What is the database at, while an operation hangs?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.inspecting.sessions import MOST, longest, roots, waiting
from checks.postgres.inspecting.sessions import sessions as look
from checks.postgres.locks.holders import LASTING
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


@postgres.inspect
async def sessions(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """Who waits for whom, and which transactions have been open the longest."""
    found = await look(connection)
    if found is None:
        probe.unsupported("this account may not see the server's locks and sessions")
    waits, held_by = waiting(found), roots(found)
    for name, group in (("waiting", waits), ("blockers", held_by), ("longest", longest(found))):
        probe.evidence(**{name: [each.shown(probe.quote) for each in group[:MOST]]})
    lasting = [each for each in waits if (each.waited or 0.0) >= LASTING]
    if not lasting:
        return
    first = lasting[0]
    first_ones = ", ".join(str(pid) for pid in [each.pid for each in held_by] or first.waits_for)
    others = f", and {len(waits) - 1} more wait" if len(waits) > 1 else ""
    on = f" for {probe.quote(first.table)}" if first.table else ""
    waited = f"pid {first.pid} has waited{on} for {first.waited:.0f} s{others}"
    ends = " ".join(f"SELECT pg_terminate_backend({each.pid});" for each in held_by[:3])
    hint = f"If it does not end by itself: {ends}" if ends else ""
    probe.fail("locked", f"{waited}; it begins at {first_ones}", hint=hint, manner="blocks")
