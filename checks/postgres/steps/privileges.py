"""May the account do what the operation does?"""

from checks.postgres.connecting.connection import Connection
from checks.postgres.privileges.asking import held
from checks.postgres.privileges.judging import judge
from checks.postgres.privileges.uses import uses
from checks.postgres.schema.memory import memory
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


def _statements(target: PostgresTarget) -> int:
    """1, where `tables` or `insert` names a table."""
    return int(bool(uses(target)))


@postgres.step(requests=_statements)
async def privileges(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """An account that may connect need not be one that may write: its first INSERT tells."""
    wanted = uses(probe.target)
    if not wanted:
        probe.unsupported("no table is named in `tables` or `insert`: which rights matter is open")
    told = await held(connection, wanted)
    guarded = [
        use for use, each in zip(wanted, told, strict=True) if each.without_policy is not None
    ]
    if guarded:
        # which rows its policies let through depends on more than can be seen here
        probe.evidence(row_level_security=[str(use.name) for use in guarded])
    missing = await memory(probe)
    new = [
        (use, each)
        for use, each in zip(wanted, told, strict=True)
        if each.found or not missing.has_table(use.name)
    ]
    if said := judge([use for use, _ in new], [each for _, each in new]):
        said.end(probe)
    if len(new) < len(wanted):
        probe.told_by("schema")
