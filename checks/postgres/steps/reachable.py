"""Who answers, who we are there, and whether that takes writes."""

from checks.postgres.connecting.connection import Connection, Reached, session
from checks.postgres.connecting.hosts import dead
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from checks.postgres.writing import judge
from healthcheck import Probe


def _hosts(target: PostgresTarget) -> int:
    """0, or 1 for each host where the URL names several."""
    return len(target.url.places) if target.url.others else 0


@postgres.step(requests=_hosts)
async def reachable(connection: Reached, probe: Probe[PostgresTarget]) -> None:
    """Jobs, datasets or users are rows of this database."""
    if not probe.target.url.others:
        return
    met = {str(each.place): each.said for each in connection.met}
    probe.evidence(host=str(connection.place), others=met)
    if silent := dead(connection.met):
        said = f"{', '.join(silent)}; {connection.place} answers in its place"
        probe.warn("dead-host", probe.quote(said))


@postgres.step(requests=4)
async def authenticated(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A wrong password, user or database turns every request into an error."""
    row = await probe.once(session, connection)
    probe.evidence(
        user=row["user"],
        database=row["database"],
        version=connection.get_settings().server_version,
        tls=row.get("tls") or "off",
    )


@postgres.step(requests=0)
async def writable(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """A standby or a read-only database answers every question and takes no job."""
    row = await probe.once(session, connection)
    url = probe.target.url
    if row["standby"]:
        probe.evidence(standby=True)
    if judged := judge(row, url.wanted, probe.target.address, several=bool(url.others)):
        judged.end(probe)
