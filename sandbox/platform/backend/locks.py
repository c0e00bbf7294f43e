"""The guarded variant's claim on a job, in Redis: no job without it."""

from __future__ import annotations

import uuid

from fastapi import HTTPException

from sandbox.platform.settings import Settings

PATIENCE = 5.0  # seconds for a connection and for an answer, each
LIFE = 3600  # seconds


async def claim(settings: Settings, user: int) -> None:
    """503 where Redis is not there, is silent, or does not take it."""
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError

    client = Redis.from_url(
        settings.redis_url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        async with client:
            await client.set(f"training:claims:{uuid.uuid4()}", user, ex=LIFE)
    except (RedisError, OSError, ValueError) as error:
        raise HTTPException(503, "Jobs cannot be claimed now") from error
