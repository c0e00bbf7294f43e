"""A store, asked by MinIO's own library."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

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
from healthcheck import join_address

if TYPE_CHECKING:
    from minio import Minio
    from urllib3 import PoolManager

IMPORTS = ("minio", "certifi")


class MinioStore:
    """One connection; no retries, and no question about a bucket's region."""

    def __init__(self, target: StorageTarget) -> None:
        self._target = target
        self._pool: PoolManager | None = None
        self.patience = 0.0

    def buckets(self) -> Sequence[str]:
        with _translated():
            return [str(each.name) for each in self._client.list_buckets()]

    def listing(self, bucket: str, prefix: str, most: int) -> Sequence[Listed]:
        # the library has no limit of its own for a page: it asks for 1000, and for more when needed
        with _translated():
            found = self._client.list_objects(bucket, prefix=prefix, recursive=True)
            return [
                Listed(str(each.object_name), each.size or 0, each.last_modified)
                for each in islice(found, most)
                if each.last_modified
            ]

    def read(self, bucket: str, key: str, most: int = ENOUGH) -> Content:
        with _translated():
            answer = self._client.get_object(bucket, key)
            try:
                date = answer.headers.get("Date")
                return Content(answer.read(most), moment(date))
            finally:
                answer.close()
                answer.release_conn()

    def put(self, bucket: str, key: str, data: bytes) -> str | None:
        with _translated():
            return self._client.put_object(bucket, key, BytesIO(data), len(data)).version_id

    def delete(self, bucket: str, key: str, version: str | None) -> None:
        with _translated():
            self._client.remove_object(bucket, key, version_id=version)

    def close(self) -> None:
        if self._pool:
            self._pool.clear()

    @cached_property
    def _client(self) -> "Minio":
        from minio import Minio

        endpoint = self._target.endpoint
        self._pool = _pool(self._target, self.patience)
        client = Minio(
            endpoint=join_address(endpoint.host, endpoint.port),
            access_key=self._target.access_key.reveal(),
            secret_key=self._target.secret_key.reveal(),
            secure=endpoint.tls,
            region=self._target.region,
            http_client=self._pool,
        )
        client.set_app_info(NAME, VERSION)
        return client


def _pool(target: StorageTarget, patience: float) -> "PoolManager":
    """As the library makes its own, which would wait for five minutes and try six times."""
    import certifi
    from urllib3 import PoolManager, ProxyManager, Timeout

    options: dict[str, Any] = {
        "timeout": Timeout(connect=patience, read=patience),
        "retries": False,
        "maxsize": 1,
        "cert_reqs": "CERT_REQUIRED",
        "ca_certs": authorities() or certifi.where(),
    }
    between = proxy(target.endpoint.web)
    return ProxyManager(between.url.reveal(), **options) if between else PoolManager(**options)


@contextmanager
def _translated() -> Iterator[None]:
    from xml.etree.ElementTree import ParseError

    from minio.error import InvalidResponseError, S3Error, ServerError

    try:
        yield
    except S3Error as error:
        said = error.response
        location = said.headers.get("Location", "")
        code, message = error.code or "", str(error.message)
        raise StoreError.of(said.status, code, message, location) from error
    except ServerError as error:
        raise StoreError.of(error.status_code, "", "", "") from error
    except InvalidResponseError as error:
        raise StoreError.of(error._code, "", "", "") from error  # it tells in no other way
    except (ParseError, UnicodeDecodeError) as error:
        raise StoreError.foreign(200) from error
    except ValueError as error:
        if not str(error).startswith("XML element"):
            raise
        raise StoreError.foreign(200) from error
