"""What each framework can train: documents in MinIO, which creating a job does not read."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # it ships no types
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from sandbox.platform.backend.auth import CurrentUser
from sandbox.platform.backend.services import Here

MISSING = frozenset({"NoSuchKey", "NoSuchBucket"})

router = APIRouter(prefix="/models", tags=["models"])


class Model(BaseModel):
    model_name: str
    task_types: list[str]


class Capabilities(BaseModel):
    framework: str
    models: list[Model]


@router.get("/capabilities/{framework}")
async def capabilities(framework: str, _: CurrentUser, here: Here) -> Capabilities:
    """404 also when the whole bucket is missing."""
    bucket, key = here.settings.schemas_bucket, f"model-capabilities/{framework}.json"

    def read() -> Any:
        return json.load(here.internal.get_object(Bucket=bucket, Key=key)["Body"])

    try:
        return Capabilities.model_validate(await here.in_store(read))
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            raise HTTPException(404, f"No capabilities of {framework}") from error
        raise
