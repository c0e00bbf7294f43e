"""`python client.py SERVER SECONDS`: asks a server as any program would, and prints what it met.

A process of its own, because one that used temporalio may crash at its end.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.faults.questions import JOB, SNAPSHOT

INTERVAL = 0.1  # seconds between two looks at a job
DATASET = "10f486dc-f8ec-489e-927d-c81317822464"
ASKED = {
    "project_id": 1,
    "config": {
        "framework": "ultralytics",
        "model_name": "yolo11n",
        "task_type": "detection",
        "dataset_id": DATASET,
        "dataset_format": "yolo",
        "epochs": 2,
        "batch_size": 4,
        "learning_rate": 0.01,
    },
}


async def platform_db() -> str:
    """Writes what creating a job writes, and takes it back."""
    import asyncpg  # type: ignore[import-untyped]  # it ships no types

    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    await connection.execute("BEGIN")
    projects = await connection.fetchval("SELECT count(*) FROM projects WHERE id = 1")
    datasets = await connection.fetchval("SELECT count(*) FROM datasets WHERE id = $1", DATASET)
    if projects and datasets:
        await connection.execute(JOB)
        await connection.execute(SNAPSHOT)
    await connection.execute("ROLLBACK")
    await connection.close()
    return "ok" if projects and datasets else f"{projects} projects, {datasets} datasets"


async def user_db() -> str:
    import asyncpg

    connection = await asyncpg.connect(os.environ["USER_DATABASE_URL"])
    who = os.environ["E2E_USERNAME"]
    users = await connection.fetch("SELECT * FROM users WHERE email = $1", who)
    names = [user["full_name"] for user in users]
    await connection.close()
    return "ok" if len(names) == 1 else f"{len(names)} users"


async def redis() -> str:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    async with Redis.from_url(os.environ["REDIS_URL"], retry=Retry(NoBackoff(), 0)) as client:
        await client.config_set("maxclients", "1000")
        await client.set("proof", "1", ex=1)
        await client.publish("proof", "1")
    return "ok"


async def temporal() -> str:
    """Trains: the only answer that proves a worker."""
    import asyncpg
    from temporalio.client import Client

    database = await asyncpg.connect(os.environ["DATABASE_URL"])
    job = await database.fetchval(f"{JOB} RETURNING id")
    own = "UPDATE training_jobs SET output_dir = output_dir || id WHERE id = $1"
    await database.execute(own, job)
    await database.close()
    client = await Client.connect(
        os.environ["TEMPORAL_HOST"], namespace=os.environ["TEMPORAL_NAMESPACE"]
    )
    handle = await client.start_workflow(
        "TrainingWorkflow",
        job,
        id=f"training-job-{job}",
        task_queue=os.environ["TEMPORAL_TASK_QUEUE"],
        execution_timeout=timedelta(seconds=30),
    )
    print("accepted", end=" ")
    result = await handle.result()
    return "ok" if result["success"] else f"failed: {result['error']}"


async def minio() -> str:
    """Writes what creating a job writes. It blocks: the patience is its own."""
    import io

    import urllib3
    from minio import Minio

    client = Minio(
        endpoint=urlsplit(os.environ["INTERNAL_STORAGE_ENDPOINT"]).netloc,
        access_key=os.environ["INTERNAL_STORAGE_ACCESS_KEY"],
        secret_key=os.environ["INTERNAL_STORAGE_SECRET_KEY"],
        secure=False,
        http_client=urllib3.PoolManager(timeout=float(sys.argv[2]), retries=False),
    )
    bucket = os.environ["INTERNAL_BUCKET_CHECKPOINTS"]
    client.put_object(bucket, "snapshots/1/metadata.json", io.BytesIO(b"{}"), 2)
    client.remove_object(bucket, "snapshots/1/metadata.json")
    client.stat_object(os.environ["INTERNAL_BUCKET_WEIGHTS"], "weights/yolo11n.pt")
    return "ok"


async def r2() -> str:
    """Finds and reads annotations. It blocks: the patience is its own."""
    import json

    import boto3  # type: ignore[import-untyped]  # it ships no types
    from botocore.config import Config  # type: ignore[import-untyped]  # nor does it

    patience = float(sys.argv[2])
    client = boto3.client(
        "s3",
        endpoint_url=os.environ["EXTERNAL_STORAGE_ENDPOINT"],
        aws_access_key_id=os.environ["EXTERNAL_STORAGE_ACCESS_KEY"],
        aws_secret_access_key=os.environ["EXTERNAL_STORAGE_SECRET_KEY"],
        region_name="auto",
        config=Config(
            connect_timeout=patience, read_timeout=patience, retries={"total_max_attempts": 1}
        ),
    )
    bucket, folder = os.environ["EXTERNAL_BUCKET_DATASETS"], f"datasets/{DATASET}/"
    listed = client.list_objects_v2(Bucket=bucket, Prefix=folder)
    found = client.get_object(Bucket=bucket, Key=f"{folder}annotations_detection.json")
    images = json.load(found["Body"])["images"]
    stored = [each for each in listed["Contents"] if "/images/" in each["Key"]]
    return "ok" if stored and len(images) == 32 else f"{len(images)} images, {len(stored)} stored"


async def clearml() -> str:
    """Makes a task and deletes it, with its events; on a thread that is left when the SDK waits."""
    from healthcheck import DaemonThread

    def make_and_delete() -> None:
        from clearml import Task

        task: Any = Task.create(project_name="proof", task_name="proof")
        task.delete(raise_on_error=True)

    await DaemonThread().call(make_and_delete)
    return "ok"


async def api() -> str:
    """Creates a job, and sees it trained."""
    import httpx

    async with httpx.AsyncClient(base_url=os.environ["API_BASE_URL"], timeout=None) as client:
        form = {"username": os.environ["E2E_USERNAME"], "password": os.environ["E2E_PASSWORD"]}
        login = (await client.post("/api/v1/auth/login", data=form)).raise_for_status().json()
        client.headers["authorization"] = f"Bearer {login['access_token']}"
        created = await client.post("/api/v1/training/jobs", json=ASKED)
        job = created.raise_for_status().json()
        print("accepted", end=" ")
        while job["status"] in ("pending", "running"):
            await asyncio.sleep(INTERVAL)
            followed = await client.get(f"/api/v1/training/jobs/{job['id']}")
            job = followed.raise_for_status().json()
    return "ok" if job["status"] == "completed" else f"{job['status']}: {job['error_message']}"


async def labeler() -> str:
    """Asks for the dataset of a job."""
    import httpx

    url = os.environ["LABELER_API_URL"]
    async with httpx.AsyncClient(base_url=url, timeout=None) as client:
        found = await client.get(f"/api/v1/datasets/{DATASET}")
        return "ok" if found.raise_for_status().json()["id"] == DATASET else "another dataset"


async def output() -> str:
    """Leaves something, as a training does."""
    from pathlib import Path

    folder = Path(os.environ["OUTPUT_DIR"]) / "proof"
    folder.mkdir()
    folder.rmdir()
    return "ok"


QUESTIONS = {
    "platform-db": platform_db,
    "user-db": user_db,
    "redis": redis,
    "temporal": temporal,
    "minio": minio,
    "r2": r2,
    "clearml": clearml,
    "labeler": labeler,
    "output": output,
    "api": api,
}
LIBRARIES = {
    "platform-db": "asyncpg",
    "user-db": "asyncpg",
    "redis": "redis.asyncio",
    "temporal": "temporalio.client",
    "minio": "minio",
    "r2": "boto3",
    "clearml": "clearml",
    "labeler": "httpx",
    "output": "pathlib",
    "api": "httpx",
}


async def ask(server: str, *, patience: float) -> str:
    """The library is imported before the clock starts, or a busy machine would look silent."""
    importlib.import_module(LIBRARIES[server])
    try:
        async with asyncio.timeout(patience):
            return await QUESTIONS[server]()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return f"{type(error).__name__}: {error}".rstrip(": ")


if __name__ == "__main__":
    print(asyncio.run(ask(sys.argv[1], patience=float(sys.argv[2]))), flush=True)
    os._exit(0)
