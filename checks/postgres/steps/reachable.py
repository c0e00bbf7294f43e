"""Who answers, who we are there, and whether that takes writes."""

from checks.postgres.connecting.connection import Connection, session, set_where
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe


@postgres.step
async def reachable(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """Jobs, datasets or users are rows of this database."""


@postgres.step
async def authenticated(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A wrong password, user or database turns every request into an error."""
    row = await probe.once(session, connection)
    probe.evidence(
        user=row["user"],
        database=row["database"],
        version=connection.get_settings().server_version,
        tls=row.get("tls") or "off",
    )


@postgres.step
async def writable(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A standby or a read-only database answers every question and takes no job."""
    row = await probe.once(session, connection)
    if row["standby"]:
        probe.fail("standby", f"{probe.target.address} is a standby: it takes no writes")
    if row["read_only"]:
        probe.fail("read-only", f"{probe.target.address} is read-only, {set_where(row)}")
