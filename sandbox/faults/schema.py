"""Tables that are not as the platform's code expects them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault
from sandbox.faults.questions import creates_job, finds_user

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Question, Servers
    from sandbox.servers.postgres import Postgres

AWAY = "renamed_away"
JOBS = "ALTER TABLE training_jobs"


def altered(do: str, undo: str) -> Injection:
    """By an administrator: both may be several statements."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Postgres", servers[name])
        await server.alter(do)
        yield
        await server.alter(undo)

    return inject


def without_column(table: str, column: str, *, required: bool = False) -> Injection:
    """What it holds is kept under another name, where nobody need give it a value."""
    table = f"ALTER TABLE {table}"
    return altered(
        f"{table} RENAME {column} TO {AWAY}; {table} ALTER {AWAY} DROP NOT NULL",
        f"{table} ALTER {AWAY} {'SET' if required else 'DROP'} NOT NULL;"
        f"{table} RENAME {AWAY} TO {column}",
    )


def without_table(table: str) -> Injection:
    """One that the platform has made anew meanwhile is thrown away."""
    return altered(
        f"ALTER TABLE {table} RENAME TO {AWAY}",
        f"DROP TABLE IF EXISTS {table} CASCADE; ALTER TABLE {AWAY} RENAME TO {table}",
    )


def _fault(
    name: str,
    description: str,
    injection: Injection,
    *,
    met: str,
    meets: Question = creates_job,
) -> Fault:
    database = name[: name.index("-db-") + 3]
    return Fault(name, description, database, database, injection, met=met, meets=meets)


FAULTS = (
    _fault(
        "platform-db-missing-column",
        "Platform DB's jobs lack a column that the code writes: a migration was not applied.",
        without_column("training_jobs", "clearml_task_id"),
        met="UndefinedColumn",
    ),
    _fault(
        "platform-db-stale",
        "Platform DB is a revision behind, by its own account and by the columns that it lacks.",
        altered(
            f"{JOBS} RENAME clearml_task_id TO {AWAY}_1;"
            f"{JOBS} RENAME observability_backends TO {AWAY}_2;"
            "UPDATE alembic_version SET version_num = 'p0002'",
            f"{JOBS} RENAME {AWAY}_1 TO clearml_task_id;"
            f"{JOBS} RENAME {AWAY}_2 TO observability_backends;"
            "UPDATE alembic_version SET version_num = 'p0003'",
        ),
        met="UndefinedColumn",
    ),
    _fault(
        "platform-db-missing-snapshot-column",
        "Platform DB's snapshots of datasets lack a column that the code writes.",
        without_column("dataset_snapshots", "storage_path", required=True),
        met="UndefinedColumn",
    ),
    _fault(
        "platform-db-missing-table",
        "Platform DB has no table of jobs.",
        without_table("training_jobs"),
        met="UndefinedTable",
    ),
    _fault(
        "platform-db-unknown-enum-value",
        "Platform DB's type of a job's status has its values in capitals: 'pending' is none.",
        altered(
            "ALTER TYPE jobstatus RENAME VALUE 'pending' TO 'PENDING'",
            "ALTER TYPE jobstatus RENAME VALUE 'PENDING' TO 'pending'",
        ),
        met="InvalidTextRepresentation|invalid input value for enum",
    ),
    _fault(
        "platform-db-not-null",
        "Platform DB's jobs have a column that must have a value, and that the code never writes.",
        altered(
            f"{JOBS} ADD priority int NOT NULL DEFAULT 0; {JOBS} ALTER priority DROP DEFAULT",
            f"{JOBS} DROP priority",
        ),
        met="NotNullViolation",
    ),
    _fault(
        "user-db-missing-column",
        "User DB's users lack a column that the code reads: a migration was not applied.",
        without_column("users", "full_name"),
        met="UndefinedColumn",
        meets=finds_user,
    ),
    _fault(
        "user-db-missing-table",
        "User DB has no table of users.",
        without_table("users"),
        met="UndefinedTable",
        meets=finds_user,
    ),
)
