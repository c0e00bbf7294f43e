"""`python client.py SERVER SECONDS`: asks a server as any program would, and prints what it met.

A process of its own, because one that used temporalio may crash at its end.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

DATASET = "10f486dc-f8ec-489e-927d-c81317822464"


async def postgres(variable: str) -> str:
    import asyncpg  # type: ignore[import-untyped]  # it ships no types

    connection = await asyncpg.connect(os.environ[variable])
    await connection.execute("CREATE TABLE IF NOT EXISTS proof (id int)")
    await connection.execute("DROP TABLE proof")
    await connection.close()
    return "ok"


async def redis() -> str:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    async with Redis.from_url(os.environ["REDIS_URL"], retry=Retry(NoBackoff(), 0)) as client:
        await client.config_set("maxclients", "1000")
        await client.set("proof", "1", ex=1)
    return "ok"


async def temporal() -> str:
    """Trains: the only answer that proves a worker."""
    from temporalio.client import Client

    client = await Client.connect(
        os.environ["TEMPORAL_HOST"], namespace=os.environ["TEMPORAL_NAMESPACE"]
    )
    handle = await client.start_workflow(
        "TrainingWorkflow",
        1,
        id=f"proof-{uuid.uuid4()}",
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
    client.list_objects_v2(Bucket=bucket, Prefix=folder)
    found = client.get_object(Bucket=bucket, Key=f"{folder}annotations_detection.json")
    images = json.load(found["Body"])["images"]
    return "ok" if len(images) == 32 else f"{len(images)} images"


async def clearml() -> str:
    """Makes a task and deletes it, with its events; on a thread that is left when the SDK waits."""
    from healthcheck import DaemonThread

    def make_and_delete() -> None:
        from clearml import Task

        task: Any = Task.create(project_name="proof", task_name="proof")
        task.delete(raise_on_error=True)

    await DaemonThread().call(make_and_delete)
    return "ok"


QUESTIONS = {
    "platform-db": lambda: postgres("DATABASE_URL"),
    "user-db": lambda: postgres("USER_DATABASE_URL"),
    "redis": redis,
    "temporal": temporal,
    "minio": minio,
    "r2": r2,
    "clearml": clearml,
}
LIBRARIES = {
    "platform-db": "asyncpg",
    "user-db": "asyncpg",
    "redis": "redis.asyncio",
    "temporal": "temporalio.client",
    "minio": "minio",
    "r2": "boto3",
    "clearml": "clearml",
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
