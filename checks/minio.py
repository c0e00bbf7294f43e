"""MinIO: can snapshots, checkpoints and weights be stored?"""

from collections.abc import AsyncIterator

from checks.storage.by_boto import IMPORTS, BotoStore
from checks.storage.client import Client, connected
from checks.storage.codes import CODES
from checks.storage.drives import drives
from checks.storage.example import EXAMPLE
from checks.storage.faults import FAULTS
from checks.storage.hailing import ALIVE, GREETING, MINIO
from checks.storage.steps import share
from checks.storage.target import StorageTarget
from healthcheck import Check, Code, Greeting


class MinioTarget(StorageTarget):
    """A MinIO server; an endpoint without a scheme is plain HTTP, as on a development machine."""


MINIO_CODES = (
    Code(
        "drives-offline",
        "MinIO has lost drives. It serves on by what the others have, until one more is lost than "
        "its parity allows.",
        "See which (mc admin info ALIAS), and replace them; it heals by itself then.",
    ),
    Code(
        "nearly-full",
        "A drive of MinIO has less than 5 % left. When it is full, every upload is refused.",
        "Free space (delete what is not needed, expire old versions), or add drives.",
    ),
)


@Check(
    "minio",
    MinioTarget,
    service="MinIO",
    imports=["httpx", *IMPORTS],
    greeting=Greeting("MinIO", GREETING, MINIO),
    example=EXAMPLE,
    faults=FAULTS,
    codes=(*CODES, *MINIO_CODES),
).connect
async def minio(target: MinioTarget) -> AsyncIterator[Client]:
    """Unsigned requests over one connection: 2, and up to 2 more where a proxy does not route them.

    Signed ones over another: 1, up to 2 a bucket, 1 an object or document, up to 2 a dataset (and
    up to 3 for its annotations where it is required), and 4 a bucket that is written to.
    """
    async with connected(target, BotoStore, paths=(ALIVE, "/")) as client:
        yield client


share(minio)
minio.step(after=["authenticated"])(drives)
