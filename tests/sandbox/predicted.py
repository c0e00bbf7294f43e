"""What a report must say of every fault of the sandbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What the report must say of a fault."""

    dependency: str
    step: str
    code: str
    manner: str
    effect: str | None
    """On creating a job; None: it does nothing to that."""
    also: tuple[tuple[str, str], ...] = ()
    """Further steps of the dependency that tell it, in the order of the stage, with their codes."""

    @property
    def exit_code(self) -> int:
        return 0 if self.effect in ("degraded", None) else 1

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The steps that tell it, each with its code."""
        return ((self.step, self.code), *self.also)


def _of_server(name: str, check: str, *, refused: str, silent: str) -> dict[str, Expected]:
    return {
        f"{name}-stopped": Expected(name, "reachable", f"{check}.refused", "refuses", refused),
        f"{name}-reset": Expected(name, "reachable", f"{check}.reset", "refuses", refused),
        f"{name}-hung": Expected(name, "reachable", f"{check}.silent", "silent", silent),
        f"{name}-silent": Expected(name, "reachable", f"{check}.silent", "silent", silent),
    }


def _of_database(name: str, *rows: tuple[str, ...]) -> dict[str, Expected]:
    """Rows of fault, step and code, and of further steps and codes."""
    return {
        **_of_server(name, "postgres", refused="rejected", silent="hangs"),
        **{
            f"{name}-{fault}": Expected(
                name,
                step,
                f"postgres.{code}",
                "refuses",
                "rejected",
                tuple(zip(more[::2], (f"postgres.{each}" for each in more[1::2]), strict=True)),
            )
            for fault, step, code, *more in (
                ("wrong-password", "authenticated", "wrong-password"),
                ("unknown-database", "authenticated", "unknown-database"),
                ("other-service", "reachable", "other-service"),
                ("too-many-clients", "capacity", "too-many-clients"),
                *rows,
            )
        },
    }


def _of_store(name: str, *rows: tuple[str, str, str]) -> dict[str, Expected]:
    """Rows of fault, step and code: what is wrong with keys, buckets or time rejects the job."""
    return {
        **_of_server(name, name, refused="rejected", silent="hangs"),
        **{
            f"{name}-{fault}": Expected(name, step, f"{name}.{code}", "refuses", "rejected")
            for fault, step, code in (
                ("clock", "clock", "clock-skew"),
                ("unknown-key", "authenticated", "unknown-key"),
                ("wrong-secret", "authenticated", "wrong-secret"),
                ("unknown-bucket", "buckets", "unknown-bucket"),
                ("other-service", "reachable", "other-service"),
                *rows,
            )
        },
    }


def _of_clearml(*rows: tuple[str, str, str, str, str]) -> dict[str, Expected]:
    return {
        **_of_server("clearml", "clearml", refused="stalls", silent="stalls"),
        **{
            f"clearml-{fault}": Expected("clearml", step, f"clearml.{code}", manner, effect)
            for fault, step, code, manner, effect in rows
        },
    }


EXPECTED = {
    **_of_database(
        "user-db",
        ("missing-user", "rows", "no-rows"),
        ("missing-column", "schema", "missing-column"),
        ("no-privileges", "privileges", "no-permission", "rows", "no-permission"),
        ("missing-table", "schema", "missing-table"),
    ),
    "user-db-locked": Expected(
        "user-db",
        "rows",
        "postgres.locked",
        "blocks",
        "hangs",
        (("unblocked", "postgres.locked"),),
    ),
    **_of_database(
        "platform-db",
        ("read-only", "writable", "read-only"),
        ("missing-project", "rows", "no-rows"),
        ("missing-dataset", "rows", "no-rows"),
        ("missing-table", "schema", "missing-table"),
        ("missing-column", "schema", "missing-column"),
        ("missing-snapshot-column", "schema", "missing-column"),
        ("no-default", "schema", "missing-default"),
        ("not-null", "schema", "unsupplied-column"),
        ("stale", "schema", "missing-column"),
        ("unknown-enum-value", "schema", "missing-enum-value"),
        ("no-privileges", "privileges", "no-permission"),
        ("no-insert", "privileges", "no-permission"),
        ("no-sequence", "privileges", "no-permission"),
        ("foreign-key", "insertable", "foreign-key"),
        ("check", "insertable", "check"),
        ("trigger", "insertable", "trigger"),
        ("disk-full", "insertable", "disk-full"),
    ),
    **{
        f"platform-db-{fault}": Expected("platform-db", step, "postgres.locked", "blocks", "hangs")
        for fault, step in (
            ("locked", "unblocked"),
            ("queued-lock", "unblocked"),
            ("locked-project", "insertable"),
        )
    },
    **_of_server("redis", "redis", refused="degraded", silent="degraded"),
    **{
        f"redis-{fault}": Expected("redis", step, f"redis.{code}", "refuses", "degraded")
        for fault, step, code in (
            ("wrong-password", "authenticated", "wrong-password"),
            ("other-service", "reachable", "other-service"),
            ("too-many-clients", "capacity", "too-many-clients"),
            ("no-publish", "writable", "no-publishing"),
        )
    },
    # nothing is written there when a job's updates are published
    "redis-out-of-memory": Expected("redis", "capacity", "redis.full", "refuses", None),
    **{
        f"redis-{word}": Expected("redis", "writable", f"redis.{word}", "refuses", None)
        for word in ("read-only-replica", "too-few-replicas")
    },
    **_of_server("temporal", "temporal", refused="rejected", silent="hangs"),
    **{
        f"temporal-{fault}": Expected(
            "temporal", "reachable", f"temporal.{code}", "refuses", "rejected"
        )
        for fault, code in (("other-service", "other-service"), ("refused-at-start", "refused"))
    },
    **{
        f"temporal-worker-{fault}": Expected(
            "temporal", "workers", "temporal.no-workers", "refuses", "stalls"
        )
        for fault in ("other-queue", "other-namespace", "other-case-queue")
    },
    **{
        f"temporal-worker-{fault}": Expected(
            "temporal", step, f"temporal.{code}", "refuses", "stalls"
        )
        for fault, step, code in (
            ("of-workflows-only", "workers", "no-activity-workers"),
            ("of-activities-only", "workers", "no-workflow-workers"),
            ("without-workflow", "workflows", "unknown-workflow"),
            ("without-activity", "activities", "unknown-activity"),
            ("without-current-version", "routing", "no-current-version"),
            ("not-current", "routing", "current-version-unpolled"),
        )
    },
    "temporal-job-already-started": Expected(
        "temporal", "routing", "temporal.already-running", "refuses", "rejected"
    ),
    "temporal-store-locked": Expected(
        "temporal", "namespace", "temporal.unavailable", "refuses", "rejected"
    ),
    "temporal-unknown-namespace": Expected(
        "temporal", "namespace", "temporal.unknown-namespace", "refuses", "rejected"
    ),
    "temporal-no-worker": Expected(
        "temporal", "workers", "temporal.no-workers", "refuses", "stalls"
    ),
    **_of_store(
        "minio",
        ("no-permission", "writable", "no-permission"),
        ("disabled-user", "authenticated", "unknown-key"),
    ),
    **{
        f"minio-{fault}": Expected("minio", "objects", f"minio.{code}", "refuses", "fails")
        for fault, code in (
            ("missing-weights", "unknown-object"),
            ("missing-weights-bucket", "unknown-bucket"),
        )
    },
    **_of_store(
        "r2",
        ("no-permission", "buckets", "no-permission"),
        ("unknown-object", "objects", "unknown-dataset"),
        ("empty-dataset", "objects", "unknown-dataset"),
        ("corrupt-annotations", "objects", "unreadable-object"),
    ),
    **_of_server("labeler", "http", refused="rejected", silent="hangs"),
    "labeler-error": Expected("labeler", "responds", "http.server-error", "refuses", "rejected"),
    "labeler-other-service": Expected(
        "labeler", "responds", "http.not-found", "refuses", "rejected"
    ),
    "output-not-a-directory": Expected(
        "output", "directories", "host.not-a-directory", "refuses", "fails"
    ),
    **_of_server("api", "http", refused="rejected", silent="hangs"),
    "api-other-service": Expected("api", "request", "http.unknown-path", "refuses", "rejected"),
    **_of_clearml(
        ("wrong-credentials", "authenticated", "wrong-credentials", "refuses", "degraded"),
        ("no-permission", "tasks", "no-permission", "refuses", "degraded"),
        ("other-service", "reachable", "other-website", "refuses", "degraded"),
        ("error", "reachable", "other-website", "refuses", "degraded"),
        ("gateway", "reachable", "gateway-error", "refuses", "stalls"),
        ("overloaded", "reachable", "gateway-error", "refuses", "stalls"),
        ("redis-down", "queries", "redis-down", "refuses", "degraded"),
        ("redis-hung", "queries", "redis-down", "silent", "stalls"),
        # the apiserver says so after 30 s only, when the SDK has long begun to try again
        ("mongodb-down", "authenticated", "mongodb-down", "silent", "stalls"),
        ("mongodb-hung", "authenticated", "mongodb-down", "silent", "stalls"),
        ("elasticsearch-down", "events", "elasticsearch-down", "refuses", "degraded"),
        ("elasticsearch-hung", "events", "elasticsearch-down", "silent", "degraded"),
    ),
}


UNTOLD = {
    "api-started-before-temporal": "the end-to-end test",
    **dict.fromkeys(
        (
            "temporal-worker-without-trainer",
            "temporal-worker-wrong-database-password",
            "temporal-worker-wrong-r2-secret",
        ),
        "the worker's own settings",
    ),
    "r2-missing-images": "nobody: creating a job reads none, and training goes on without",
}
"""Faults of which the report says nothing yet, and who will tell them."""


FROZEN = {
    "temporal.workers": "temporal.stale-workers",
    "temporal.workflows": "temporal.nobody-takes-work",
    "temporal.activities": "temporal.nobody-takes-work",
}
STALLED = {
    "temporal-worker-hung": FROZEN,
    "temporal-worker-killed": FROZEN,
    "temporal-stuck-backlog": {"temporal.backlog": "temporal.backlog-stuck", **FROZEN},
}
"""Faults that more than one step can tell, and as what: which ones do is a matter of the moment,
for a heartbeat is stale after a few seconds, and before that only giving somebody work tells."""

BUSY = "temporal-worker-busy"
"""Its polls look fresh until they are older than its heartbeat."""
