"""The front that answers as R2 does: what it refuses, and that boto3 works through it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPConnection
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.exchange import Asked
from sandbox.fronts import minio, r2
from sandbox.fronts.refusal import TOO_SKEWED, Refusal
from sandbox.fronts.signature import signature
from tests.sandbox.test_storage import LIMIT, boto
from tests.stack import Lent

KEY = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
BUCKET = "training-datasets"


def signed(
    key: str = KEY, *, region: str = "auto", made: str = "20261122T110000Z", method: str = "GET"
) -> Asked:
    credential = f"Credential={key}/20261122/{region}/s3/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=00"
    headers = ((b"authorization", authorization.encode()), (b"x-amz-date", made.encode()))
    return Asked(method, b"/bucket/key", headers, b"")


def presigned(*, made: str = "20261122T110000Z", valid: int = 60) -> Asked:
    credential = f"X-Amz-Credential={KEY}%2F20261122%2Fauto%2Fs3%2Faws4_request"
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&{credential}&X-Amz-Date={made}&X-Amz-Expires={valid}"
    return Asked("GET", f"/bucket/key?{query}".encode(), (), b"")


@pytest.mark.parametrize(
    ("asked", "status", "code", "message"),
    [
        (Asked("GET", b"/", (), b""), 400, "InvalidArgument", "Authorization"),
        (
            signed(KEY[:20]),
            400,
            "InvalidArgument",
            "Credential access key has length 20, should be 32",
        ),
        (signed(KEY[::-1]), 401, "Unauthorized", "Unauthorized"),
        (
            signed(region="eu-west-1"),
            400,
            "InvalidRegionName",
            "The region name 'eu-west-1' is not valid. "
            "Must be one of: wnam, enam, weur, eeur, apac, oc, auto",
        ),
        (presigned(made="20261122T105859Z"), 403, "ExpiredRequest", "Request has expired"),
    ],
)
def test_it_refuses_in_r2s_words(asked: Asked, status: int, code: str, message: str) -> None:
    assert r2.refusal(asked, {KEY}, NOW) == Refusal(status, code, message)


@pytest.mark.parametrize("region", ["auto", "us-east-1", "", "weur"])
def test_it_passes_on_what_r2_takes(region: str) -> None:
    assert r2.refusal(signed(region=region), {KEY}, NOW) is None


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (signed(made="20261122T104459Z"), TOO_SKEWED),
        (signed(made="20261122T104501Z"), None),
        (signed(made="20261122T111459Z"), None),
        (signed(made="20261122T111501Z"), TOO_SKEWED),
        (presigned(made="20261122T100000Z", valid=3_601), None),
        (presigned(made="20261122T111501Z"), TOO_SKEWED),
    ],
)
def test_a_signatures_time_may_differ_by_15_minutes(asked: Asked, refused: Refusal | None) -> None:
    assert r2.refusal(asked, {KEY}, NOW) == refused
    assert minio.refusal(asked, NOW) == refused


def test_minio_calls_an_expired_url_a_denied_access() -> None:
    assert minio.refusal(presigned(made="20261122T105859Z"), NOW) == minio.EXPIRED
    assert minio.refusal(Asked("GET", b"/minio/health/live", (), b""), NOW) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "AWS4-HMAC-SHA256 nonsense", "x-amz-date": "20261122T110000Z"},
        {"authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/d/e"},
        {"authorization": "AWS key:signature"},
        {},
    ],
)
def test_what_cannot_be_read_is_no_signature(headers: Mapping[str, str]) -> None:
    pairs = tuple((name.encode(), value.encode()) for name, value in headers.items())

    assert signature(Asked("GET", b"/?X-Amz-Algorithm=other", pairs, b"")) is None


def test_a_refused_head_has_no_body() -> None:
    answer = r2.UNKNOWN_KEY.answer(signed(method="HEAD"))

    assert (answer.status, answer.body) == (401, b"")


def test_boto_writes_reads_and_removes_parts_of_an_object(stack: Lent) -> None:
    client, body = boto(stack, "r2"), bytes(range(256)) * 40_960
    client.upload_fileobj(BytesIO(body), BUCKET, "proof/large")
    head = client.head_object(Bucket=BUCKET, Key="proof/large")
    part = client.get_object(Bucket=BUCKET, Key="proof/large", Range="bytes=255-257")
    whole = client.get_object(Bucket=BUCKET, Key="proof/large")["Body"].read()
    client.delete_object(Bucket=BUCKET, Key="proof/large")

    assert head["ContentLength"] == len(body)
    assert head["ETag"].endswith('-2"')  # it was uploaded in two parts
    assert part["Body"].read() == b"\xff\x00\x01"
    assert whole == body


def test_conditions_are_judged(stack: Lent) -> None:
    client, where = boto(stack, "r2"), {"Bucket": BUCKET, "Key": "proof/once"}
    etag = client.put_object(**where, Body=b"once", IfNoneMatch="*")["ETag"]
    met = [
        failing(client.put_object, **where, Body=b"twice", IfNoneMatch="*"),
        failing(client.get_object, **where, IfNoneMatch=etag),
        failing(client.head_object, **where, IfNoneMatch=etag),
        failing(client.get_object, **where, IfMatch='"other"'),
    ]
    client.delete_object(**where)

    assert met == [412, 304, 304, 412]
    assert failing(client.head_object, **where) == 404


def failing(ask: Any, **parameters: Any) -> int:
    """The status of the answer that boto3 makes an exception."""
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # it has no types

    with pytest.raises(ClientError) as raised:
        ask(**parameters)
    status: int = raised.value.response["ResponseMetadata"]["HTTPStatusCode"]
    return status


def test_presigned_urls_write_and_read(stack: Lent) -> None:
    client, parameters = boto(stack, "r2"), {"Bucket": BUCKET, "Key": "proof/a b+c"}
    put, get = (
        client.generate_presigned_url(name, Params=parameters, ExpiresIn=60)
        for name in ("put_object", "get_object")
    )
    written, read = visit(put, "PUT", b"by its url"), visit(get)
    client.delete_object(**parameters)

    assert written[0] == 200
    assert read == (200, b"by its url", "cloudflare")


def visit(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes, str]:
    """Status, body and who answers."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=LIMIT)
    connection.request(method, f"{parts.path}?{parts.query}", body)
    answer = connection.getresponse()
    found = answer.status, answer.read(), answer.headers["server"]
    connection.close()
    return found


def test_an_unknown_key_is_unauthorized_even_without_a_body(stack: Lent) -> None:
    client = boto(stack, "r2")
    stack.break_("r2-unknown-key")

    assert failing(client.head_bucket, Bucket=BUCKET) == 401


def test_an_object_token_lists_no_buckets(stack: Lent) -> None:
    assert failing(boto(stack, "r2").list_buckets) == 403


def test_a_url_expires_by_the_clock_of_the_server(stack: Lent) -> None:
    parameters = {"Bucket": BUCKET, "Key": "proof"}
    url = boto(stack, "r2").generate_presigned_url("get_object", Params=parameters, ExpiresIn=60)
    stack.break_("r2-clock")

    status, body, _ = visit(url)

    assert status == 403
    assert b"<Code>ExpiredRequest</Code>" in body
