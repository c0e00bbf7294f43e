"""The check, and its connection to PostgreSQL."""

from collections.abc import AsyncIterator

from checks.postgres.codes import CODES
from checks.postgres.connecting.connection import Reached
from checks.postgres.connecting.faults import FAULTS
from checks.postgres.connecting.hosts import find
from checks.postgres.example import EXAMPLE
from checks.postgres.target import PostgresTarget
from healthcheck import Check, Greeting

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


def _hosts(target: PostgresTarget) -> int:
    """1, and 1 for each further host that the URL names."""
    return len(target.url.places)


@Check(
    "postgres",
    PostgresTarget,
    service="PostgreSQL",
    imports=["asyncpg"],
    greeting=Greeting("PostgreSQL", SSL_REQUEST, rb"^[SN]$"),
    faults=FAULTS,
    codes=CODES,
    connections=_hosts,
    example=EXAMPLE,
).connect
async def postgres(target: PostgresTarget) -> AsyncIterator[Reached]:
    """One connection for all steps; what each of them sends stands beside it."""
    connection = await find(target.url)
    try:
        yield connection
    finally:
        await connection.close()
