"""botocore's own way to send, that reads no more than somebody could mean to answer."""

from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse  # type: ignore[import-untyped]  # it has none
from botocore.httpsession import URLLib3Session  # type: ignore[import-untyped]  # it has none
from urllib3.exceptions import ProtocolError

from checks.storage.store import StoreError

LARGEST = 4 * 2**20
"""Bytes of an answer that is no object: a page of a listing has a tenth of that."""


class BoundedSession(URLLib3Session):  # type: ignore[misc]  # it has no types
    """botocore reads an answer that is no object whole, however long it is."""

    def send(self, request: Any) -> Any:
        """StoreError for an answer that is longer than any of a store's."""
        streams, request.stream_output = request.stream_output, True
        response = super().send(request)
        if streams:
            return response
        try:
            said = _read(response.raw)
        finally:
            if not getattr(response.raw, "isclosed", lambda: True)():
                response.raw.close()  # what is left of it is nobody's
        if len(said) > LARGEST:
            raise StoreError.foreign(response.status_code)
        return AWSResponse(response.url, response.status_code, response.headers, _Whole(said))


def _read(raw: Any) -> bytes:
    """EOFError for an answer that is cut off: botocore would take it for a whole one."""
    try:
        said: bytes = raw.read(LARGEST + 1, decode_content=True)
    except ProtocolError as error:
        raise EOFError("the answer breaks off") from error
    if len(said) <= LARGEST and getattr(raw, "length_remaining", None):
        raise EOFError("the answer breaks off")
    return said


class _Whole:
    """An answer that has been read."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """All of it at once."""
        yield self._said
