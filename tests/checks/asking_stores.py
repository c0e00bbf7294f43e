"""Asking the two checks of S3 stores."""

from collections.abc import Mapping, Sequence

from checks.minio import MinioTarget, minio
from checks.r2 import R2Endpoint, R2Target, r2
from checks.storage.buckets import Bucket, ObjectName, OptionalBucket
from checks.storage.documents import Documents
from checks.storage.endpoint import Endpoint
from checks.storage.manners import Addressing, Checksums
from checks.storage.target import AccessKey
from healthcheck import Outcome, Secret
from tests.ask import ask


def ask_minio(
    endpoint: str | int,
    keys: tuple[str, str],
    *buckets: str,
    optional: Sequence[str] = (),
    objects: Sequence[str] = (),
    documents: Mapping[str, str] | None = None,
    writing: bool = False,
    region: str = "us-east-1",
    addressing: str = "path",
    checksums: str = "when_required",
    timeout: float = 5.0,
) -> Outcome:
    """The outcome of all steps; an endpoint that is a number is a port of this machine."""
    target = MinioTarget(
        endpoint=Endpoint.parse(_url(endpoint)),
        access_key=AccessKey(keys[0]),
        secret_key=Secret(keys[1]),
        region=region,
        addressing=Addressing.parse(addressing),
        checksums=Checksums.parse(checksums),
        buckets=tuple(Bucket.parse(each) for each in buckets),
        optional_buckets=tuple(OptionalBucket.parse(each) for each in optional),
        objects=tuple(ObjectName.parse(each) for each in objects),
        documents=Documents.read(documents) if documents else None,
    )
    return ask(minio, target, writing=writing, timeout=timeout)


def ask_r2(
    endpoint: str | int,
    keys: tuple[str, str],
    *buckets: str,
    objects: Sequence[str] = (),
    writing: bool = False,
    region: str = "auto",
    addressing: str = "path",
    checksums: str = "when_required",
    timeout: float = 5.0,
) -> Outcome:
    """The outcome of all steps; an endpoint that is a number is a port of this machine."""
    target = R2Target(
        endpoint=R2Endpoint.parse(_url(endpoint)),
        access_key=AccessKey(keys[0]),
        secret_key=Secret(keys[1]),
        region=region,
        addressing=Addressing.parse(addressing),
        checksums=Checksums.parse(checksums),
        buckets=tuple(Bucket.parse(each) for each in buckets),
        objects=tuple(ObjectName.parse(each) for each in objects),
    )
    return ask(r2, target, writing=writing, timeout=timeout)


def _url(endpoint: str | int) -> str:
    return f"http://127.0.0.1:{endpoint}" if isinstance(endpoint, int) else endpoint
