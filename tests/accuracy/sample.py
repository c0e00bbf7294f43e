"""The cases that every CI run tries: each outcome, each dependency, and those that do no harm."""

from __future__ import annotations

SAMPLE = (
    "healthy",
    "user-db-stopped",
    "user-db-silent",
    "platform-db-wrong-password",
    "platform-db-hung",
    "platform-db-missing-project",
    "platform-db-missing-column",
    "redis-stopped",
    "temporal-unknown-namespace",
    "temporal-no-worker",
    "temporal-silent",
    "minio-stopped",
    "minio-unknown-bucket",
    "minio-missing-weights",
    "r2-wrong-secret",
    "clearml-stopped",
    "clearml-wrong-credentials",
    "setting-clearml-keys-unset",
    "setting-worker-queue",
)
