"""The Labeler, where a dataset is looked up before a job is made of it."""

from __future__ import annotations

import httpx
from fastapi import HTTPException

from sandbox.platform.labeler import DATASET
from sandbox.platform.settings import Settings


async def look_up(settings: Settings, dataset: str) -> None:
    """Without its URL nothing is asked. 404 for a dataset that it does not know; 500 where it
    fails, refuses, or is silent for too long: measured."""
    if not settings.labeler_url:
        return
    try:
        async with httpx.AsyncClient(timeout=settings.variant.labeler, trust_env=False) as client:
            answer = await client.get(f"{settings.labeler_url}{DATASET}{dataset}")
    except httpx.HTTPError as error:
        raise HTTPException(500, f"the Labeler failed: {error!r}") from error
    if answer.status_code == 404:
        raise HTTPException(404, "Dataset not found")
    if answer.status_code != 200:
        raise HTTPException(500, f"the Labeler answered {answer.status_code}")
