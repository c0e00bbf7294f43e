"""What people write into an `.env` that is wrong, and what a report should name for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.accuracy.case import BY_ROLE, Case, Change, Changed, Kind, Variables, unchanged

CLOSED = 9  # the port `discard`: below those that anybody is given, and nobody listens


def put(**values: str | None) -> Change:
    return lambda _: values


def copied(**names: str) -> Change:
    """Each variable gets another one's value."""
    return lambda variables: {name: variables[other] for name, other in names.items()}


def in_url(
    variable: str,
    *,
    scheme: str | None = None,
    password: str | None = None,
    port: int | None = None,
    path: str | None = None,
) -> Change:
    """A part of a URL is another one."""

    def change(variables: Variables) -> Changed:
        url = urlsplit(variables[variable])
        account = f"{url.username or ''}:{password or url.password or ''}"
        place = f"{account}@{url.hostname}:{port or url.port}"
        changed = url._replace(
            scheme=scheme or url.scheme, netloc=place, path=url.path if path is None else path
        )
        return {variable: changed.geturl()}

    return change


def unset(*names: str) -> Change:
    return put(**dict.fromkeys(names))


def temporal_at_redis(variables: Variables) -> Changed:
    return {"TEMPORAL_HOST": urlsplit(variables["REDIS_URL"]).netloc.rpartition("@")[2]}


WRONG = "neverthepassword"
WRONG_SECRET = "0123456789abcdef" * 4  # the length of R2's
INTERNAL = tuple(f"INTERNAL_STORAGE_{name}" for name in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY"))
EXTERNAL = tuple(f"EXTERNAL_STORAGE_{name}" for name in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY"))


def _case(
    name: str,
    everybody: Change = unchanged,
    *about: str,
    told_by: tuple[str, ...] = (),
    backend: Change = unchanged,
    worker: Change = unchanged,
) -> Case:
    return Case(
        name=f"setting-{name}",
        kind=Kind.SETTING,
        about=(about,),
        told_by=told_by,
        everybody=everybody,
        backend=backend,
        worker=worker,
    )


_EVERYBODYS = (
    _case(
        "platform-db-password",
        in_url("DATABASE_URL", password=WRONG),
        "platform-db.authenticated",
    ),
    _case("platform-db-name", in_url("DATABASE_URL", path="/plattform"), "platform-db"),
    _case("platform-db-unset", unset("DATABASE_URL"), "platform-db"),
    _case(
        "user-db-password",
        in_url("USER_DATABASE_URL", password=WRONG),
        "user-db.authenticated",
    ),
    _case("user-db-unset", unset("USER_DATABASE_URL"), "user-db"),
    _case(
        "databases-swapped",
        copied(DATABASE_URL="USER_DATABASE_URL", USER_DATABASE_URL="DATABASE_URL"),
        "user-db",
        "platform-db",
        told_by=("user-db.rows", "platform-db.rows"),
    ),
    _case(
        "databases-the-same",
        copied(DATABASE_URL="USER_DATABASE_URL"),
        "platform-db",
        told_by=("platform-db.rows",),
    ),
    _case("redis-password", in_url("REDIS_URL", password=WRONG), "redis.authenticated"),
    _case("redis-database", in_url("REDIS_URL", path="/99"), "redis.authenticated"),
    _case("redis-port", in_url("REDIS_URL", port=CLOSED), "redis.reachable"),
    _case("redis-tls", in_url("REDIS_URL", scheme="rediss"), "redis.reachable"),
    _case("temporal-namespace", put(TEMPORAL_NAMESPACE="training"), "temporal.namespace"),
    _case("temporal-at-redis", temporal_at_redis, "temporal.reachable", "temporal.configured"),
    _case("r2-bucket", put(EXTERNAL_BUCKET_DATASETS="training-dataset"), "r2.buckets"),
    _case(
        "r2-minio-keys",
        copied(
            EXTERNAL_STORAGE_ACCESS_KEY="INTERNAL_STORAGE_ACCESS_KEY",
            EXTERNAL_STORAGE_SECRET_KEY="INTERNAL_STORAGE_SECRET_KEY",
        ),
        "r2.authenticated",
        "r2.configured",
    ),
    _case("r2-secret", put(EXTERNAL_STORAGE_SECRET_KEY=WRONG_SECRET), "r2.authenticated"),
    _case("r2-unset", unset(*EXTERNAL), "r2.configured"),
    _case("minio-secret", put(INTERNAL_STORAGE_SECRET_KEY=WRONG), "minio.authenticated"),
    _case(
        "minio-bucket",
        put(INTERNAL_BUCKET_CHECKPOINTS="checkpoints"),
        "minio.buckets",
        told_by=("minio.buckets",),
    ),
    _case("minio-unset", unset(*INTERNAL), "minio.configured"),
    _case(
        "minio-at-r2",
        copied(INTERNAL_STORAGE_ENDPOINT="EXTERNAL_STORAGE_ENDPOINT"),
        "minio.reachable",
        "minio.authenticated",
        "minio.configured",
    ),
    _case(
        "clearml-keys-unset",
        unset("CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY"),
        "clearml.authenticated",
    ),
    _case("clearml-secret", put(CLEARML_API_SECRET_KEY=WRONG), "clearml.authenticated"),
    _case("clearml-at-backend", copied(CLEARML_API_HOST="API_BASE_URL"), "clearml.reachable"),
    _case("clearml-at-web", copied(CLEARML_API_HOST="CLEARML_WEB_HOST"), "clearml.reachable"),
)
_BACKENDS = (
    _case(  # the `.env` was changed, and the worker not restarted
        "queue-new-to-the-worker",
        put(TEMPORAL_TASK_QUEUE="training"),
        "temporal.workers",
        worker=copied(TEMPORAL_TASK_QUEUE="TEMPORAL_TASK_QUEUE"),
    ),
    _case(  # the `.env` was corrected, and the backend not restarted: no file tells that
        "old-password-in-the-backend",
        unchanged,
        "platform-db",
        "api.responds",
        backend=in_url("DATABASE_URL", password=WRONG),
    ),
)
_WORKERS = (
    _case(
        "worker-queue",
        unchanged,
        "temporal.workers",
        worker=put(TEMPORAL_TASK_QUEUE="training"),
    ),
    _case(
        "worker-minio-secret",
        unchanged,
        "minio.configured",
        "temporal.activities",
        told_by=(f"minio.configured {BY_ROLE}",),
        worker=put(INTERNAL_STORAGE_SECRET_KEY=WRONG),
    ),
    _case(
        "worker-clearml-secret",
        unchanged,
        "clearml.configured",
        "temporal.activities",
        told_by=(f"clearml.configured {BY_ROLE}",),
        worker=put(CLEARML_API_SECRET_KEY=WRONG),
    ),
    _case(
        "worker-redis-password",
        unchanged,
        "redis.configured",
        "temporal.activities",
        told_by=(f"redis.configured {BY_ROLE}",),
        worker=in_url("REDIS_URL", password=WRONG),
    ),
)

SETTINGS = (*_EVERYBODYS, *_BACKENDS, *_WORKERS)
