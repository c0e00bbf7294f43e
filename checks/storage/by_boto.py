"""A store, asked by boto3."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from checks.storage.store import (
    ENOUGH,
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
        self.patience = 0.0

    def buckets(self) -> Sequence[str]:
        with _translated():
            answer = self._client.list_buckets()
            _require("Buckets", answer)
            return [str(each["Name"]) for each in answer["Buckets"]]

    def listing(self, bucket: str, prefix: str, most: int) -> Sequence[Listed]:
        with _translated():
            page = self._client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=most)
            _require("Name", page)
            found = page.get("Contents", [])
            return [Listed(each["Key"], each["Size"], each["LastModified"]) for each in found]

    def read(self, bucket: str, key: str, most: int = ENOUGH) -> Content:
        with _translated():
            answer = self._client.get_object(Bucket=bucket, Key=key)
            date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
            with answer["Body"] as body:
                return Content(body.read(most), moment(date))

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
                connect_timeout=self.patience,
                read_timeout=self.patience,
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
    """The library makes an error of everything, and a code of the status where there is none."""
    from checks.storage.boto_session import STATUS

    said, about = answer.get("Error", {}), answer["ResponseMetadata"]
    headers = about.get("HTTPHeaders", {})
    status = int(headers.get(STATUS, about["HTTPStatusCode"]))
    location = headers.get("location") or said.get("Endpoint") or ""
    return StoreError.of(status, said.get("Code") or "", str(said.get("Message")), location)


def _require(part: str, answer: Any) -> None:
    """The library takes any XML, such as a page for browsers, for an answer in which all lacks."""
    if part not in answer:
        raise StoreError.foreign(200)
