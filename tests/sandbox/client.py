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


QUESTIONS = {
    "platform-db": lambda: postgres("DATABASE_URL"),
    "user-db": lambda: postgres("USER_DATABASE_URL"),
    "redis": redis,
    "temporal": temporal,
}
LIBRARIES = {
    "platform-db": "asyncpg",
    "user-db": "asyncpg",
    "redis": "redis.asyncio",
    "temporal": "temporalio.client",
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
