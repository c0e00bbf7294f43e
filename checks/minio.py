"""MinIO: can snapshots, checkpoints and weights be stored?"""

from collections.abc import AsyncIterator

from checks.storage.by_minio import IMPORTS, MinioStore
from checks.storage.client import Client, connected
from checks.storage.codes import CODES
from checks.storage.faults import FAULTS
from checks.storage.hailing import ALIVE, GREETING, MINIO
from checks.storage.steps import share
from checks.storage.target import StorageTarget
from healthcheck import Check, Greeting


class MinioTarget(StorageTarget):
    """A MinIO server; an endpoint without a scheme is plain HTTP, as on a development machine."""


@Check(
    "minio",
    MinioTarget,
    service="MinIO",
    imports=["httpx", *IMPORTS],
    greeting=Greeting("MinIO", GREETING, MINIO),
    faults=FAULTS,
    codes=CODES,
).connect
async def minio(target: MinioTarget) -> AsyncIterator[Client]:
    """Unsigned requests over one connection: 2, and up to 2 more where a proxy does not route them.

    Signed ones over another: 1, up to 2 a bucket, 1 an object or document, up to 2 a dataset (and
    up to 3 for its annotations where it is required), and 4 a bucket that is written to.
    """
    async with connected(target, MinioStore, paths=(ALIVE, "/")) as client:
        yield client


share(minio)
