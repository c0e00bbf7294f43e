"""A FastAPI that takes about everything that a model can ask for, and does nothing with it."""

from __future__ import annotations

import datetime
import enum
import uuid
from typing import Annotated, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from tests.openapi_backends import JOBS


class Task(enum.StrEnum):
    DETECTION = "detection"
    SEGMENTATION = "segmentation"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Resize(BaseModel):
    kind: Literal["resize"]
    size: Annotated[list[int], Field(min_length=1, max_length=2)]


class Flip(BaseModel):
    kind: Literal["flip"]
    chance: Annotated[float, Field(ge=0, le=1)]


Augmentation = Annotated[Resize | Flip, Field(discriminator="kind")]


class Layer(BaseModel):
    name: str
    inner: list[Layer] = Field(default_factory=list)


class Config(BaseModel):
    framework: Literal["ultralytics", "timm"]
    model_name: Annotated[str, Field(min_length=1, max_length=20, pattern="^[a-z0-9]+$")]
    task_type: Task
    dataset_id: uuid.UUID
    epochs: Annotated[int, Field(ge=1)]
    batch_size: Annotated[int, Field(multiple_of=4)] = 4
    learning_rate: Annotated[float, Field(gt=0, lt=1)]
    level: Level = Level.LOW
    early_stop: bool = False
    since: datetime.datetime | None = None
    until: datetime.date | None = None
    seed: int | str | None = None
    classes: set[int] = Field(default_factory=set)
    extra: dict[str, int] = Field(default_factory=dict)
    size: tuple[int, int] | None = None
    augment: list[Augmentation] = Field(default_factory=list)
    backbone: Layer | None = None


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Job(BaseModel):
    project_id: int
    experiment_id: int | None = None
    config: Config
    owner: Strict | None = None


app = FastAPI()


@app.post(JOBS)
def create(job: Job) -> None:
    """A body that gets here is good."""
