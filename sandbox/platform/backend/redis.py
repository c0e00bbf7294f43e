"""Redis, as the backend asks it: once, and with a limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis.asyncio import Redis

PATIENCE = 5.0  # seconds for a connection and for an answer, each


class UnavailableError(Exception):
    """It is not there, is silent, or does not do what it is told."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """UnavailableError, also for what is done with it."""
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError

    once = Retry(NoBackoff(), 0)
    try:
        async with Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once
        ) as client:
            yield client
    except (RedisError, OSError, ValueError) as error:
        raise UnavailableError(str(error)) from error
