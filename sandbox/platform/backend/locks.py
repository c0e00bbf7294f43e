"""The guarded variant's claim on a job, in Redis: no job without it."""

from __future__ import annotations

import uuid

from fastapi import HTTPException

from sandbox.platform.backend.redis import UnavailableError, connected
from sandbox.platform.settings import Settings

LIFE = 3600  # seconds


async def claim(settings: Settings, user: int) -> None:
    """503 where Redis does not take it: at once when it refuses, after its limit when silent."""
    try:
        async with connected(settings.redis_url) as client:
            await client.set(f"training:claims:{uuid.uuid4()}", user, ex=LIFE)
    except UnavailableError as error:
        raise HTTPException(503, "Jobs cannot be claimed now") from error
