"""`/health`, which says that the database is connected, whatever the database says."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.platform.backend.services import Here

PATIENCE = 5.0  # seconds: Redis silent slows it by these

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: Literal["healthy", "degraded"]
    database: Literal["connected"]
    redis: Literal["connected", "disconnected"]


@router.get("/health")
async def health(here: Here) -> Health:
    answers = await _redis_answers(here.settings.redis_url)
    return Health(
        status="healthy" if answers else "degraded",
        database="connected",  # a literal: nobody has asked
        redis="connected" if answers else "disconnected",
    )


async def _redis_answers(url: str) -> bool:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import RedisError

    once = Retry(NoBackoff(), 0)
    client = Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once
    )
    try:
        async with client:
            return bool(await client.ping())
    except (RedisError, OSError, ValueError):
        return False
