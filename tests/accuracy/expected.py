"""What a report should name for each fault of the sandbox: by reason, before anything was scored.

A row is the names that will do, and the steps of the design's table that tell of it, where it takes
more than the server's own steps that every check has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.accuracy.case import BY_ROLE


class Expected(NamedTuple):
    about: tuple[str, ...]
    told_by: tuple[str, ...] = ()


def _of(dependency: str, *steps: str, told_by: str = "") -> Expected:
    about = tuple(f"{dependency}.{step}" for step in steps)
    return Expected(about, tuple(f"{dependency}.{step}" for step in told_by.split()))


def _of_network(dependency: str, *more: str) -> dict[str, Expected]:
    words = ("stopped", "hung", "silent", "reset", "other-service")
    return {f"{dependency}-{word}": _of(dependency, "reachable", *more) for word in words}


def _of_database(name: str) -> dict[str, Expected]:
    return {
        **_of_network(name),
        f"{name}-wrong-password": _of(name, "authenticated"),
        f"{name}-unknown-database": _of(name, "authenticated"),
        f"{name}-too-many-clients": _of(name, "capacity"),
        f"{name}-no-privileges": _of(
            name, "privileges", "rows", "insertable", told_by="privileges"
        ),
        f"{name}-locked": _of(name, "unblocked", "rows", "insertable", told_by="unblocked"),
        f"{name}-missing-column": _of(name, "schema", "rows", "insertable", told_by="schema"),
        f"{name}-missing-table": _of(name, "schema", "rows", "insertable", told_by="schema"),
    }


def _of_store(name: str) -> dict[str, Expected]:
    return {
        **_of_network(name),
        f"{name}-clock": _of(name, "clock"),
        f"{name}-unknown-key": _of(name, "authenticated"),
        f"{name}-wrong-secret": _of(name, "authenticated"),
        f"{name}-no-permission": _of(name, "buckets", "writable", "objects"),
        f"{name}-unknown-bucket": _of(name, "buckets"),
    }


_DATABASES = {
    **_of_database("user-db"),
    "user-db-missing-user": _of("user-db", "rows", told_by="rows"),
    **_of_database("platform-db"),
    "platform-db-read-only": _of("platform-db", "writable"),
    "platform-db-missing-snapshot-column": _of("platform-db", "schema", told_by="schema"),
    "platform-db-unknown-enum-value": _of(
        "platform-db", "schema", "insertable", told_by="insertable"
    ),
    "platform-db-not-null": _of("platform-db", "schema", "insertable", told_by="insertable"),
    "platform-db-no-default": _of("platform-db", "schema", "insertable", told_by="insertable"),
    **{
        f"platform-db-{fault}": _of("platform-db", step, "insertable", told_by=step)
        for fault, step in (
            ("no-insert", "privileges"),
            ("no-sequence", "privileges"),
            ("foreign-key", "insertable"),
            ("check", "insertable"),
            ("trigger", "insertable"),
            ("queued-lock", "unblocked"),
            ("locked-project", "insertable"),
        )
    },
    "platform-db-disk-full": _of("platform-db", "writable", "insertable", told_by="insertable"),
    "platform-db-stale": _of("platform-db", "schema", "insertable", told_by="schema"),
    "platform-db-missing-project": _of("platform-db", "rows", told_by="rows"),
    "platform-db-missing-dataset": _of("platform-db", "rows", told_by="rows"),
}
_REDIS = {
    **_of_network("redis"),
    "redis-wrong-password": _of("redis", "authenticated"),
    "redis-read-only-replica": _of("redis", "writable"),
    "redis-too-few-replicas": _of("redis", "writable"),
    "redis-no-publish": _of("redis", "writable", "roundtrip"),
    "redis-out-of-memory": _of("redis", "capacity", "writable"),
    "redis-too-many-clients": _of("redis", "capacity"),
}
_TAKING = ("workers", "workflows", "activities")
_TEMPORAL = {
    **_of_network("temporal"),
    "temporal-unknown-namespace": _of("temporal", "namespace"),
    "temporal-no-worker": _of("temporal", "workers"),
    "temporal-worker-other-queue": _of("temporal", "workers"),
    "temporal-worker-other-namespace": _of("temporal", "workers"),
    "temporal-worker-other-case-queue": _of("temporal", "workers", "routing"),
    "temporal-worker-of-workflows-only": _of("temporal", "workers", "activities"),
    "temporal-worker-of-activities-only": _of("temporal", "workers", "workflows"),
    # as long as its heartbeats and polls are fresh, only who gives it work can tell
    "temporal-worker-killed": _of("temporal", *_TAKING, told_by="workflows"),
    "temporal-worker-hung": _of("temporal", *_TAKING, told_by="workflows"),
    "temporal-stuck-backlog": _of("temporal", *_TAKING, "backlog", told_by="backlog"),
    "temporal-worker-without-current-version": _of("temporal", "routing", told_by="routing"),
    "temporal-worker-not-current": _of("temporal", "routing", told_by="routing"),
    "temporal-worker-busy": _of("temporal", "workers", "backlog", told_by="backlog"),
    "temporal-worker-without-workflow": _of(
        "temporal", "workflows", "routing", told_by="workflows"
    ),
    "temporal-worker-without-activity": _of("temporal", "activities", told_by="activities"),
    # only a worker's own env file, held against the backend's, or running its activities tells
    "temporal-worker-wrong-database-password": Expected(
        ("platform-db.configured", "temporal.activities"), (f"platform-db.configured {BY_ROLE}",)
    ),
    "temporal-worker-wrong-r2-secret": Expected(
        ("r2.configured", "temporal.activities"), (f"r2.configured {BY_ROLE}",)
    ),
    # no step of the table asks a worker what it has installed
    "temporal-worker-without-trainer": _of("temporal", "activities"),
    "temporal-job-already-started": _of("temporal", "routing", told_by="routing"),
    "temporal-store-locked": _of("temporal", "reachable", "namespace"),
    "temporal-refused-at-start": _of("temporal", "reachable"),
}
_STORES = {
    **_of_store("minio"),
    "minio-disabled-user": _of("minio", "authenticated"),
    "minio-missing-weights": _of("minio", "objects", told_by="objects"),
    "minio-missing-weights-bucket": _of("minio", "buckets", "objects", told_by="buckets"),
    **_of_store("r2"),
    "r2-unknown-object": _of("r2", "objects", told_by="objects"),
    "r2-empty-dataset": _of("r2", "objects", told_by="objects"),
    "r2-corrupt-annotations": _of("r2", "objects", told_by="objects"),
    "r2-missing-images": _of("r2", "objects"),
}
_CLEARML = {
    **_of_network("clearml"),
    "clearml-wrong-credentials": _of("clearml", "authenticated"),
    "clearml-no-permission": _of("clearml", "tasks", told_by="tasks"),
    "clearml-redis-down": _of("clearml", "queries"),
    "clearml-redis-hung": _of("clearml", "queries"),
    "clearml-mongodb-down": _of("clearml", "authenticated"),
    "clearml-mongodb-hung": _of("clearml", "authenticated"),
    "clearml-elasticsearch-down": _of("clearml", "events"),
    "clearml-elasticsearch-hung": _of("clearml", "events"),
    "clearml-gateway": _of("clearml", "reachable", "authenticated"),
    "clearml-error": _of("clearml", "reachable", "authenticated", "queries"),
    "clearml-overloaded": _of("clearml", "reachable", "authenticated", "queries"),
}
_BACKEND = {
    **_of_network("api", "responds"),
    # a stranger on the backend's port answers, and has neither its document nor its path
    "api-other-service": _of("api", "reachable", "responds", "request"),
    # Temporal runs, and only the backend knows that it has no client: no step of the table asks it
    "api-started-before-temporal": Expected(("api",)),
}

_AROUND = {
    **_of_network("labeler", "responds"),
    "labeler-error": _of("labeler", "responds"),
    "output-not-a-directory": _of("output", "directories", told_by="directories"),
}

EXPECTED: Mapping[str, Expected] = {
    **_DATABASES,
    **_REDIS,
    **_TEMPORAL,
    **_STORES,
    **_CLEARML,
    **_BACKEND,
    **_AROUND,
}
