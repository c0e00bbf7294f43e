"""Reports as literals: what the formats are tested on."""

from dataclasses import replace

from healthcheck import Effect, Finding, Manner, Outcome, Report, Status, blame
from healthcheck.diagnose import status, verdicts
from healthcheck.model import Operation
from tests.findings import found, operation, outcome, stage

CREATE = replace(
    operation(
        stage("authenticate the user", "user-db.authenticated"),
        stage("insert the job", "platform-db.writable"),
        stage("run the workflow", "temporal.workers", effect=Effect.STALLS),
        stage("publish the job's updates", "redis.roundtrip", effect=Effect.DEGRADED),
    ),
    name="create-training-job",
    title="creating a training job",
)
DELETE = replace(
    operation(stage("delete the job", "platform-db.writable")),
    name="delete-job",
    title="deleting a job",
)

USER_DB = outcome(
    "user-db",
    {"reachable": "ok", "authenticated": "ok"},
    kind="postgres",
    peer=("db.internal", 5433),
)
PLATFORM_DB = outcome(
    "platform-db",
    {"reachable": "ok", "writable": "ok"},
    kind="postgres",
    peer=("db.internal", 5432),
)
TEMPORAL = outcome(
    "temporal", {"reachable": "ok", "workers": "ok"}, kind="temporal", peer=("localhost", 7233)
)
REDIS = outcome(
    "redis", {"reachable": "ok", "roundtrip": "ok"}, kind="redis", peer=("localhost", 6379)
)


def but(outcome: Outcome, *findings: Finding, notes: tuple[str, ...] = ()) -> Outcome:
    """The outcome with other findings for these steps."""
    others = {each.step: each for each in findings}
    kept = tuple(others.get(each.step, each) for each in outcome.findings)
    return replace(outcome, findings=kept, notes=notes)


def reported(
    *outcomes: Outcome,
    operations: tuple[Operation, ...] = (CREATE,),
    wrote: bool = True,
    settings_from: tuple[str, ...] = ("platform/backend/.env", "environment"),
    defaults: tuple[str, ...] = (),
) -> Report:
    """What a run with these outcomes reports; the first operation decides."""
    timed = tuple(replace(each, seconds=0.0123) for each in outcomes)
    causes = blame.causes(timed)
    found = verdicts(operations, timed, causes)
    deciding = found[0] if found else None
    return Report(
        version="0.1.0",
        started_at="2026-11-22T11:00:00Z",
        seconds=0.81,
        status=status(timed, deciding),
        settings_from=settings_from,
        verdicts=found,
        outcomes=timed,
        causes=causes,
        deciding=deciding,
        defaults=defaults,
        wrote=wrote,
    )


NO_WORKERS = Finding(
    step="workers",
    status=Status.FAIL,
    code="temporal.no-workers",
    manner=Manner.REFUSES,
    passing=True,
    summary="no worker polls the task queue training-tasks",
    hint="Start the worker, or correct TEMPORAL_TASK_QUEUE where the API or the worker runs.",
    seconds=0.01,
    evidence={"task_queue": "training-tasks", "pollers": 0},
)
REFUSED = Finding(
    step="reachable",
    status=Status.FAIL,
    code="postgres.refused",
    manner=Manner.REFUSES,
    passing=True,
    summary="db.internal:5432 refuses connections: nothing listens there",
    hint="Start the service, or correct the host and port in its setting.",
)
FULL = Finding(
    step="roundtrip",
    status=Status.FAIL,
    code="redis.out-of-memory",
    manner=Manner.REFUSES,
    summary="localhost:6379 is full, and refuses what is written",
    hint="Raise maxmemory, or set an eviction policy.",
    also=(
        Finding(
            step="roundtrip",
            status=Status.WARN,
            code="redis.slow-scripts",
            summary="a script has been running for 9 s",
            hint="See SLOWLOG.",
        ),
    ),
)
ODD = Finding(
    step="authenticated",
    status=Status.UNKNOWN,
    code="internal.unrecognised",
    summary="an error that no check knows: LookupError: no such thing",
    hint="Read the error; if it is a way for the service to fail, report it.",
)
ORIGIN = replace(found("configured"), evidence={"url": "DATABASE_URL (platform/backend/.env)"})
SAME = Finding(
    step="configured",
    status=Status.WARN,
    code="config.same-database",
    summary="user-db and platform-db are one database",
    hint="Give each a database of its own, unless this is meant.",
)

READY = reported(USER_DB, PLATFORM_DB, TEMPORAL, REDIS)
UNPROVEN = reported(
    but(USER_DB, SAME),
    PLATFORM_DB,
    TEMPORAL,
    but(REDIS, found("roundtrip", "writes")),
    wrote=False,
    operations=(CREATE, DELETE),
    defaults=("REDIS_URL", "TEMPORAL_HOST"),
)
DEGRADED = reported(
    USER_DB, PLATFORM_DB, TEMPORAL, but(REDIS, FULL, notes=("closing the connection failed",))
)
BLOCKED = reported(
    USER_DB,
    but(PLATFORM_DB, ORIGIN, REFUSED, found("writable", "after:reachable")),
    but(TEMPORAL, NO_WORKERS),
    but(REDIS, FULL),
)
BLAMED = reported(
    but(USER_DB, replace(REFUSED, step="reachable"), found("authenticated", "after:reachable")),
    but(PLATFORM_DB, REFUSED, found("writable", "after:reachable")),
    TEMPORAL,
    REDIS,
)
UNKNOWN = reported(but(USER_DB, ODD), PLATFORM_DB, TEMPORAL, REDIS)
PARTIAL = reported(TEMPORAL, REDIS, settings_from=())
PARTIAL_FAILED = reported(but(TEMPORAL, NO_WORKERS), REDIS)
PARTIAL_UNKNOWN = reported(but(USER_DB, ODD), REDIS)

EVERY = {
    "ready": READY,
    "unproven": UNPROVEN,
    "degraded": DEGRADED,
    "blocked": BLOCKED,
    "blamed": BLAMED,
    "unknown": UNKNOWN,
    "partial": PARTIAL,
    "partial failed": PARTIAL_FAILED,
    "partial unknown": PARTIAL_UNKNOWN,
}
