"""The datasets that jobs can be trained on: rows, whatever the store holds by now."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select

from sandbox.platform.backend.auth import CurrentUser
from sandbox.platform.backend.services import Here
from sandbox.platform.models import Dataset

router = APIRouter(prefix="/datasets", tags=["datasets"])


class Listed(BaseModel):
    id: str
    name: str
    format: str
    task_type: str
    num_images: int
    visibility: str


@router.get("/available")
async def available(_: CurrentUser, here: Here) -> list[Listed]:
    rows = await here.in_database(
        lambda session: session.scalars(select(Dataset).order_by(Dataset.created_at)).all()
    )
    return [Listed.model_validate(row, from_attributes=True) for row in rows]
