"""What clients of the databases ask who are about to create a job; nothing of it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox.content import COCO32

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.postgres import Connection, Postgres

PROJECT = 1
DATASET_ID = COCO32.id
JOB = f"""
    INSERT INTO training_jobs (
        project_id, user_id, dataset_id, framework, model_name, task_type, dataset_format,
        output_dir, epochs, batch_size, learning_rate, status, clearml_task_id, created_at
    ) VALUES (
        {PROJECT}, 1, '{DATASET_ID}', 'ultralytics', 'yolo11n', 'detection', 'yolo',
        'runs/proof', 2, 4, 0.01, 'pending', NULL, now()
    )"""
PAST_JOBS = f"""
    INSERT INTO training_jobs (
        project_id, user_id, dataset_id, framework, model_name, task_type, dataset_format,
        output_dir, epochs, batch_size, learning_rate, status, created_at
    ) SELECT
        {PROJECT}, 1, '{DATASET_ID}', 'ultralytics', 'yolo11n', 'detection', 'yolo',
        '/sandbox/past', 2, 4, 0.01,
        (ARRAY['completed', 'failed', 'cancelled', 'pending'])[1 + n % 4]::jobstatus,
        now() - n * interval '1 hour'
    FROM generate_series(1, 200) AS n"""
SNAPSHOT = f"""
    INSERT INTO dataset_snapshots (id, dataset_id, storage_path, created_at, created_by)
    VALUES ('proof', '{DATASET_ID}', 'snapshots/proof/metadata.json', now(), 1)"""


class MissingRowError(Exception):
    """The table answers, and does not hold the row."""


async def creates_job(servers: Servers) -> None:
    """Reads and writes what creating a job does, and takes it back."""
    async with cast("Postgres", servers["platform-db"]).used() as connection:
        await connection.execute("BEGIN")
        await _find(connection, "projects", f"id = {PROJECT}")
        await _find(connection, "datasets", f"id = '{DATASET_ID}'")
        await connection.execute(JOB)
        await connection.execute(SNAPSHOT)
        await connection.execute("ROLLBACK")


async def finds_user(servers: Servers) -> None:
    """Reads all that is known about the user that creates jobs."""
    server = cast("Postgres", servers["user-db"])
    async with server.used() as connection:
        await connection.execute("SELECT full_name, is_active FROM users")
        await _find(connection, "users", "email NOT LIKE 'renamed-away-%'")


async def writes_users(servers: Servers) -> None:
    """Takes it back."""
    async with cast("Postgres", servers["user-db"]).used() as connection:
        await connection.execute("BEGIN; UPDATE users SET is_active = is_active; ROLLBACK")


async def _find(connection: Connection, table: str, condition: str) -> None:
    if not await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {condition}"):
        raise MissingRowError(f"{table} has no row with {condition}")
