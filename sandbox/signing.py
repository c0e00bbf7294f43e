"""AWS's signature, version 4, for a request to S3. An SDK's would cost that SDK's import."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

ALGORITHM = "AWS4-HMAC-SHA256"


def signed(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    keys: tuple[str, str],
    region: str,
) -> dict[str, str]:
    """`headers`, which hold the host in lower case like all names, with what makes them signed.

    The query of `target` is in the order of its names; `keys` are the access key and the secret.
    """
    access_key, secret_key = keys
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = (now[:8], region, "s3", "aws4_request")
    digest = hashlib.sha256(body).hexdigest()
    covered = {**headers, "x-amz-content-sha256": digest, "x-amz-date": now}
    names = ";".join(sorted(covered))
    path, _, query = target.partition("?")
    lines = [f"{name}:{covered[name]}" for name in sorted(covered)]
    canonical = "\n".join([method, path, query, *lines, "", names, digest])
    text = "\n".join([ALGORITHM, now, "/".join(scope), _sha256(canonical)])
    key = f"AWS4{secret_key}".encode()
    for word in scope:
        key = _hmac(key, word)
    credential = "/".join([access_key, *scope])
    signature = _hmac(key, text).hex()
    authorization = f"Credential={credential}, SignedHeaders={names}, Signature={signature}"
    return {**covered, "authorization": f"{ALGORITHM} {authorization}"}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
