"""What the platform's processes read from their environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sandbox.platform.variant import VARIANTS, Variant

SQLITE = "sqlite:///{}.db"


@dataclass(frozen=True)
class Store:
    """Where an S3 is, and who asks; what is empty is not set."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)

    @classmethod
    def named(cls, prefix: str, environ: Mapping[str, str]) -> Self:
        names = ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY")
        return cls(*(environ.get(f"{prefix}_STORAGE_{name}", "") for name in names))


@dataclass(frozen=True)
class Tracking:
    """ClearML. Without keys nothing is tracked."""

    api: str
    web: str
    files: str
    access_key: str
    secret_key: str = field(repr=False)

    @property
    def is_on(self) -> bool:
        return bool(self.access_key and self.secret_key)


@dataclass(frozen=True)
class Settings:
    database_url: str = field(repr=False)
    user_database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    temporal_host: str
    namespace: str
    task_queue: str
    external: Store
    datasets_bucket: str
    internal: Store
    weights_bucket: str
    checkpoints_bucket: str
    schemas_bucket: str
    tracking: Tracking
    labeler_url: str
    """Empty where the platform has none."""
    output_dir: str
    """Where trainings leave what they put out."""
    username: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    """What tokens are signed with."""
    variant: Variant
    without: frozenset[str]
    """What the worker does not register, by its name."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """What is unset has a default: a database's is SQLite, and nobody is told."""
        read = environ.get
        return cls(
            database_url=read("DATABASE_URL") or SQLITE.format("platform"),
            user_database_url=read("USER_DATABASE_URL") or SQLITE.format("users"),
            redis_url=read("REDIS_URL", "redis://localhost:6379/0"),
            temporal_host=read("TEMPORAL_HOST", "localhost:7233"),
            namespace=read("TEMPORAL_NAMESPACE", "default"),
            task_queue=read("TEMPORAL_TASK_QUEUE", "training-tasks"),
            external=Store.named("EXTERNAL", environ),
            datasets_bucket=read("EXTERNAL_BUCKET_DATASETS", "training-datasets"),
            internal=Store.named("INTERNAL", environ),
            weights_bucket=read("INTERNAL_BUCKET_WEIGHTS", "model-weights"),
            checkpoints_bucket=read("INTERNAL_BUCKET_CHECKPOINTS", "training-checkpoints"),
            schemas_bucket=read("INTERNAL_BUCKET_SCHEMAS", "config-schemas"),
            tracking=_tracking(environ),
            labeler_url=read("LABELER_API_URL", ""),
            output_dir=read("OUTPUT_DIR") or "runs",
            username=read("E2E_USERNAME", ""),
            password=read("E2E_PASSWORD", ""),
            secret=read("PLATFORM_SECRET", ""),
            variant=VARIANTS[read("PLATFORM_VARIANT", "original")],
            without=frozenset(filter(None, read("PLATFORM_WITHOUT", "").split(","))),
        )


def _tracking(environ: Mapping[str, str]) -> Tracking:
    read = environ.get
    return Tracking(
        api=read("CLEARML_API_HOST", "http://localhost:8008"),
        web=read("CLEARML_WEB_HOST", "http://localhost:8080"),
        files=read("CLEARML_FILES_HOST", "http://localhost:8081"),
        access_key=read("CLEARML_API_ACCESS_KEY", ""),
        secret_key=read("CLEARML_API_SECRET_KEY", ""),
    )
