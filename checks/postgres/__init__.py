"""PostgreSQL: can the platform's rows be read and written?"""

from collections.abc import AsyncIterator, Mapping

from checks.postgres import capacity as connections
from checks.postgres.asking import ask
from checks.postgres.codes import CODES
from checks.postgres.faults import FAULTS
from checks.postgres.judging import judge
from checks.postgres.queries import Queries
from checks.postgres.session import Connection, allowed, connect, session, set_where
from checks.postgres.url import PostgresUrl
from healthcheck import Check, Greeting, Probe, Secret, Target

ROWS = 3.0
"""Seconds for the queries: each is three exchanges with the server, which may be far."""

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


class PostgresTarget(Target):
    """A database by its URL, and queries that must give rows there."""

    url: PostgresUrl
    rows: Queries | None = None

    @property
    def address(self) -> str:
        """`host:port/database`."""
        return f"{super().address}/{self.url.database}"

    @property
    def within(self) -> Mapping[str, str]:
        """The database's name."""
        return {"database": self.url.database}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password."""
        return {"password": (self.url.user, self.url.password)}


@Check(
    "postgres",
    PostgresTarget,
    service="PostgreSQL",
    imports=["asyncpg"],
    greeting=Greeting("PostgreSQL", SSL_REQUEST, rb"^[SN]$"),
    faults=FAULTS,
    codes=CODES,
).connect
async def postgres(target: PostgresTarget) -> AsyncIterator[Connection]:
    """One connection, and two statements a run; with `rows`, one for each query and two around."""
    connection = await connect(target.url)
    try:
        yield connection
    finally:
        await connection.close()


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


@postgres.step
async def capacity(connection: Connection, probe: Probe[PostgresTarget]) -> None:
    """The server, the user and the database each have a limit of connections."""
    row = await allowed(connection, connections.STATEMENT)
    if row is None:
        probe.unsupported("this account may not see the server's connections")
    room = connections.tightest(row)
    probe.evidence(used=room.used, limit=room.limit, limited_by=room.whose)
    # never a failure here: the next connection gets the place that ours leaves
    if room.share >= connections.NEARLY:
        said = f"{room.used} of the {room.limit} connections of {room.whose} are in use"
        probe.warn("nearly-full", said)


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
