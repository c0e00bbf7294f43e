"""The two stores, as the platform makes its clients: they block, and try again."""

from __future__ import annotations

from typing import Any

import boto3  # type: ignore[import-untyped]  # it ships no types
from botocore.config import Config  # type: ignore[import-untyped]  # nor does it

from sandbox.platform.settings import Settings, Store
from sandbox.platform.variant import Patience

WHEN_REQUIRED = "when_required"  # some paths of R2 answer boto3's own checksums with Unauthorized


class StorageUnsetError(Exception):
    """A store's settings are not there: 500 within half a second."""


def datasets(settings: Settings) -> Any:
    """R2's. StorageUnsetError."""
    return _client("external", settings.external, settings.variant.datasets, region="auto")


def internal(settings: Settings) -> Any:
    """MinIO's. StorageUnsetError."""
    return _client("internal", settings.internal, settings.variant.internal, region="us-east-1")


def _client(name: str, store: Store, patience: Patience, *, region: str) -> Any:
    if not (store.endpoint and store.access_key and store.secret_key):
        raise StorageUnsetError(f"the {name} storage is not configured")
    return boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        region_name=region,
        config=Config(
            connect_timeout=patience.connect,
            read_timeout=patience.read,
            # refused: 500 after 3-5 s, the pauses between the tries; newer modes make shorter ones
            retries={"total_max_attempts": patience.attempts, "mode": "legacy"},
            request_checksum_calculation=WHEN_REQUIRED,
            response_checksum_validation=WHEN_REQUIRED,
            s3={"addressing_style": "path"},
        ),
    )
