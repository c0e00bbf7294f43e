"""The cases that every CI run tries: each outcome, each dependency, and those that do no harm."""

from __future__ import annotations

SAMPLE = (
    "healthy",
    "user-db-silent",
    "platform-db-missing-column",
    "redis-stopped",
    "temporal-no-worker",
    "minio-stopped",
    "r2-wrong-secret",
    "clearml-stopped",
    "clearml-wrong-credentials",
    "labeler-error",
    "output-not-a-directory",
    "setting-worker-queue",
)
