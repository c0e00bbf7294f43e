"""`/health`, which says that the database is connected, whatever the database says."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.platform.backend.redis import UnavailableError, connected
from sandbox.platform.backend.services import Here

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
    """Silent, it slows the answer by 5 s."""
    try:
        async with connected(url) as client:
            return bool(await client.ping())
    except UnavailableError:
        return False
