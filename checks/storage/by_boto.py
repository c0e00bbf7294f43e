"""A store, asked by boto3."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from checks.storage.store import (
    ENOUGH,
    LIMIT,
    NAME,
    VERSION,
    Content,
    Listed,
    StoreError,
    authorities,
    moment,
)
from checks.storage.target import StorageTarget
from checks.web import proxy

IMPORTS = ("checks.storage.boto_session",)


class BotoStore:
    """Explicit keys and region: neither AWS_* variables nor its files, profiles or roles count."""

    def __init__(self, target: StorageTarget) -> None:
        self._target = target

    def buckets(self) -> Sequence[str]:
        with _translated():
            return [str(each["Name"]) for each in self._client.list_buckets()["Buckets"]]

    def listing(self, bucket: str, prefix: str, most: int) -> Sequence[Listed]:
        with _translated():
            page = self._client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=most)
            found = page.get("Contents", [])
            return [Listed(each["Key"], each["Size"], each["LastModified"]) for each in found]

    def read(self, bucket: str, key: str) -> Content:
        with _translated():
            answer = self._client.get_object(Bucket=bucket, Key=key)
            date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
            with answer["Body"] as body:
                return Content(body.read(ENOUGH), moment(date))

    def put(self, bucket: str, key: str, data: bytes) -> str | None:
        with _translated():
            answer = self._client.put_object(Bucket=bucket, Key=key, Body=data)
            version: str | None = answer.get("VersionId")
            return version

    def delete(self, bucket: str, key: str, version: str | None) -> None:
        with _translated():
            which = {"VersionId": version} if version else {}
            self._client.delete_object(Bucket=bucket, Key=key, **which)

    def close(self) -> None:
        if "_client" in vars(self):
            self._client.close()

    @cached_property
    def _client(self) -> Any:
        """Made by the first call."""
        from botocore.config import Config  # type: ignore[import-untyped]  # it has none

        from checks.storage.boto_session import client

        target = self._target
        between = proxy(target.endpoint.web)
        return client(
            endpoint_url=str(target.endpoint),
            region_name=target.region,
            aws_access_key_id=target.access_key.reveal(),
            aws_secret_access_key=target.secret_key.reveal(),
            verify=authorities(),
            config=Config(
                user_agent=f"{NAME}/{VERSION}",
                signature_version="s3v4",
                proxies=dict.fromkeys(("http", "https"), between.url.reveal()) if between else {},
                s3={"addressing_style": "path"},
                connect_timeout=LIMIT,
                read_timeout=LIMIT,
                retries={"total_max_attempts": 1},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


@contextmanager
def _translated() -> Iterator[None]:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # it has none
    from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]  # it has none

    try:
        yield
    except ClientError as error:
        raise _error(error.response) from error
    except ResponseParserError as error:
        raise StoreError.foreign(200) from error


def _error(answer: Any) -> StoreError:
    """The library makes an error of everything; one with neither name nor id is no store's."""
    said = answer.get("Error", {})
    code, message = str(said.get("Code")), str(said.get("Message"))
    return StoreError.foreign(code) if code.isdigit() else StoreError(code, message)
