"""Does anybody keep the operation's statements waiting?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.locks.asking import Unseen, blocking
from checks.postgres.locks.holders import sentence
from checks.postgres.locks.judging import hurried, judge
from checks.postgres.locks.needs import needs
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


def _statements(target: PostgresTarget) -> int:
    """2, where `tables` or `insert` names a table."""
    return 2 * bool(needs(target).does)


@postgres.step(requests=_statements)
async def unblocked(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """Behind a lock, held or waited for, a job's INSERT hangs, and many a backend with it."""
    needed = needs(probe.target)
    if not needed.does:
        probe.unsupported("no table is named in `tables` or `insert`: whose locks matter is open")
    try:
        seen = await blocking(connection, needed, probe.limit)
    except Unseen:
        probe.unsupported("this account may not see the server's locks and sessions")
    if said := judge(seen.locks, probe.quote):
        probe.evidence(locks=[sentence(each, probe.quote) for each in seen.locks[:SHOWN]])
        (said if seen.lasting else hurried(said)).end(probe)


SHOWN = 10
"""Locks that the evidence tells of."""
