"""The check, and its connection to PostgreSQL."""

from collections.abc import AsyncIterator

from checks.postgres.codes import CODES
from checks.postgres.connecting.connection import Connection, connect
from checks.postgres.connecting.faults import FAULTS
from checks.postgres.target import PostgresTarget
from healthcheck import Check, Greeting

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


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
