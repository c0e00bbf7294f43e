"""What one would write without healthcheck: everything imported, every service pinged once.

A service whose variable is not set is left out. `python -m benchmarks.plain` prints a line for each
service that answers, and ends with the first exception otherwise.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import boto3  # type: ignore[import-untyped]  # it ships no types
import clearml
import click
import httpx
from minio import Minio
from redis.asyncio import Redis
from temporalio.client import Client


async def postgres(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.fetchval("SELECT 1")
    await connection.close()


async def redis(url: str) -> None:
    async with Redis.from_url(url) as client:
        await client.ping()


async def temporal(address: str) -> None:
    """Connecting asks the server for its version."""
    await Client.connect(address, namespace=os.environ["TEMPORAL_NAMESPACE"])


async def minio(endpoint: str) -> None:
    place = urlsplit(endpoint)
    Minio(
        place.netloc,
        access_key=os.environ["INTERNAL_STORAGE_ACCESS_KEY"],
        secret_key=os.environ["INTERNAL_STORAGE_SECRET_KEY"],
        secure=place.scheme == "https",
    ).list_buckets()


async def r2(endpoint: str) -> None:
    boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="auto",
        aws_access_key_id=os.environ["EXTERNAL_STORAGE_ACCESS_KEY"],
        aws_secret_access_key=os.environ["EXTERNAL_STORAGE_SECRET_KEY"],
    ).head_bucket(Bucket=os.environ["EXTERNAL_BUCKET_DATASETS"])


async def tracking(host: str) -> None:
    """The SDK is asked for no more than its version: its own session retries for hours."""
    async with httpx.AsyncClient() as client:
        answer = (await client.get(f"{host}/debug.ping")).raise_for_status()
    click.echo(f"clearml SDK {clearml.__version__}, server: {answer.json()['data']['msg']}")


PINGS: dict[str, tuple[str, Callable[[str], Awaitable[None]]]] = {
    "user-db": ("USER_DATABASE_URL", postgres),
    "platform-db": ("DATABASE_URL", postgres),
    "redis": ("REDIS_URL", redis),
    "temporal": ("TEMPORAL_HOST", temporal),
    "minio": ("INTERNAL_STORAGE_ENDPOINT", minio),
    "r2": ("EXTERNAL_STORAGE_ENDPOINT", r2),
    "clearml": ("CLEARML_API_HOST", tracking),
}


async def ping_all() -> None:
    """One after the other."""
    for name, (variable, ping) in PINGS.items():
        if variable in os.environ:
            await ping(os.environ[variable])
            click.echo(f"ok {name}")


@click.command()
def main() -> None:
    """Pings every service whose variables are set."""
    asyncio.run(ping_all())


if __name__ == "__main__":
    main()
