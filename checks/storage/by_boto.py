"""A store, asked by boto3: the platform's own client, so that it meets what the platform meets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checks.storage.fetching import Fetching
from checks.storage.store import (
    ENOUGH,
    NAME,
    VERSION,
    Content,
    Fetched,
    Folders,
    Listed,
    StoreError,
    Upload,
    authorities,
    moment,
)
from checks.storage.target import StorageTarget
from checks.web import proxy

if TYPE_CHECKING:
    from checks.storage.boto_sending import BoundedSession

LONGEST = 4 * 2**20
"""Bytes of what a server tells of itself."""

EXPIRES = 60
"""Seconds that a presigned URL is good for."""

IMPORTS = ("checks.storage.boto_session", "checks.storage.boto_sending")


class BotoStore:
    """Explicit keys and region: neither AWS_* variables nor its files, profiles or roles count."""

    def __init__(self, target: StorageTarget) -> None:
        self._target = target
        self._fetching: Fetching | None = None
        self._session: BoundedSession | None = None
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
            return [
                Listed(each["Key"], each["Size"], each["LastModified"])
                for each in found
                if {"Key", "Size", "LastModified"} <= each.keys()
            ]

    def folders(self, bucket: str, prefix: str, token: str = "") -> Folders:
        with _translated():
            following = {"ContinuationToken": token} if token else {}
            page = self._client.list_objects_v2(
                Bucket=bucket, Prefix=prefix, Delimiter="/", **following
            )
            _require("Name", page)
            names = [str(each["Prefix"]) for each in page.get("CommonPrefixes", [])]
            others = [str(each["Key"]) for each in page.get("Contents", [])]
            follows = str(page.get("NextContinuationToken", "")) if page.get("IsTruncated") else ""
            return Folders(frozenset(names), max([*names, *others], default=""), follows)

    def read(self, bucket: str, key: str, most: int = ENOUGH) -> Content:
        with _translated():
            answer = self._client.get_object(Bucket=bucket, Key=key)
            date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
            with answer["Body"] as body:
                return Content(body.read(most), moment(date))

    def put(self, bucket: str, key: str, data: bytes, *, new: bool = False) -> str | None:
        with _translated():
            only = {"IfNoneMatch": "*"} if new else {}
            answer = self._client.put_object(Bucket=bucket, Key=key, Body=data, **only)
            version: str | None = answer.get("VersionId")
            return version

    def upload(self, bucket: str, key: str, data: bytes) -> str | None:
        with _translated():
            begun = self._client.create_multipart_upload(Bucket=bucket, Key=key)
            _require("UploadId", begun)
            which = {"Bucket": bucket, "Key": key, "UploadId": begun["UploadId"]}
            try:
                part = self._client.upload_part(**which, PartNumber=1, Body=data)
                parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
                whole = self._client.complete_multipart_upload(**which, MultipartUpload=parts)
            except Exception:
                with suppress(Exception):  # what failed before says more
                    self._client.abort_multipart_upload(**which)
                raise
            version: str | None = whole.get("VersionId")
            return version

    def uploads(self, bucket: str, prefix: str) -> Sequence[Upload]:
        with _translated():
            page = self._client.list_multipart_uploads(Bucket=bucket, Prefix=prefix)
            found = page.get("Uploads", [])
            return [Upload(each["Key"], each["UploadId"], each["Initiated"]) for each in found]

    def abort(self, upload: Upload, bucket: str) -> None:
        with _translated(), suppress(self._client.exceptions.NoSuchUpload):
            self._client.abort_multipart_upload(Bucket=bucket, Key=upload.key, UploadId=upload.id)

    def delete(self, bucket: str, key: str, version: str | None) -> None:
        with _translated():
            which = {"VersionId": version} if version else {}
            self._client.delete_object(Bucket=bucket, Key=key, **which)

    def presigned(self, method: str, bucket: str, key: str) -> str:
        call = {"GET": "get_object", "PUT": "put_object"}[method]
        with _translated():
            url = self._client.generate_presigned_url(
                call, Params={"Bucket": bucket, "Key": key}, ExpiresIn=EXPIRES, HttpMethod=method
            )
            return str(url)

    def fetch(self, method: str, url: str, data: bytes = b"") -> Fetched:
        return self._plain.fetch(method, url, data)

    def administer(self, path: str) -> Fetched:
        from botocore.auth import S3SigV4Auth  # type: ignore[import-untyped]  # it has none
        from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]  # it has none
        from botocore.credentials import Credentials  # type: ignore[import-untyped]  # it has none

        target = self._target
        keys = Credentials(target.access_key.reveal(), target.secret_key.reveal())
        request = AWSRequest("GET", f"{target.endpoint}{path}")
        S3SigV4Auth(keys, "s3", target.region).add_auth(request)
        return self._plain.fetch("GET", request.url, headers=dict(request.headers), most=LONGEST)

    def close(self) -> None:
        if "_client" in vars(self):
            self._client.close()
        for each in (self._session, self._fetching):
            if each:
                each.close()

    @property
    def _plain(self) -> Fetching:
        if self._fetching is None:
            self._fetching = Fetching(self._target.endpoint.web, self.patience)
        return self._fetching

    @cached_property
    def _client(self) -> Any:
        """Made by the first call."""
        from botocore.config import Config  # type: ignore[import-untyped]  # it has none

        from checks.storage.boto_sending import BoundedSession
        from checks.storage.boto_session import client

        target = self._target
        between = proxy(target.endpoint.web)
        proxies = dict.fromkeys(("http", "https"), between.url.reveal()) if between else {}
        trusted = authorities()
        self._session = BoundedSession(
            verify=trusted or True,
            proxies=proxies,
            timeout=(self.patience, self.patience),
            max_pool_connections=1,
        )
        return client(
            session=self._session,
            endpoint_url=str(target.endpoint),
            region_name=target.region,
            aws_access_key_id=target.access_key.reveal(),
            aws_secret_access_key=target.secret_key.reveal(),
            verify=trusted,
            config=Config(
                user_agent=f"{NAME}/{VERSION}",
                signature_version="s3v4",
                proxies=proxies,
                s3={"addressing_style": target.addressing.value},
                connect_timeout=self.patience,
                read_timeout=self.patience,
                retries={"total_max_attempts": 1},
                request_checksum_calculation=target.checksums.value,
                response_checksum_validation=target.checksums.value,
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
