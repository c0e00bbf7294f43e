"""The check, and its connection to Redis."""

from collections.abc import AsyncIterator

from checks.redis.codes import CODES
from checks.redis.connecting.client import CONNECTIONS, Session
from checks.redis.connecting.faults import FAULTS
from checks.redis.connecting.finding import found, tried
from checks.redis.example import EXAMPLE
from checks.redis.target import RedisTarget
from healthcheck import Check, Greeting

ALIVE = rb"^(\+PONG|-(NOAUTH|NOPERM|DENIED|LOADING|MISCONF|MASTERDOWN|ERR max number of clients))"


def _connections(target: RedisTarget) -> int:
    """2, and 1 for each Sentinel, or each host where the URL names several."""
    return CONNECTIONS + tried(target.url)


@Check(
    "redis",
    RedisTarget,
    service="Redis",
    imports=["redis.asyncio"],
    greeting=Greeting("Redis", b"PING\r\n", ALIVE),
    faults=FAULTS,
    codes=CODES,
    connections=_connections,
    example=EXAMPLE,
).connect
async def redis(target: RedisTarget) -> AsyncIterator[Session]:
    """One connection; a second one only for `roundtrip`."""
    session = await found(target.url)
    try:
        yield session
    finally:
        await session.redis.aclose()
