"""Cloudflare R2: can the datasets be listed and read?"""

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import SplitResult

from checks.storage.by_boto import IMPORTS, BotoStore
from checks.storage.client import Client, connected
from checks.storage.codes import CODES
from checks.storage.endpoint import Endpoint
from checks.storage.example import EXAMPLE
from checks.storage.faults import ERROR, FAULTS
from checks.storage.hailing import GREETING, MINIO
from checks.storage.steps import share
from checks.storage.target import StorageTarget
from checks.web import is_loopback
from healthcheck import Check, Code, Fault, Greeting, Malformed

DOMAIN = "r2.cloudflarestorage.com"
PUBLIC = "r2.dev"
KEY_LENGTH = 32
_ACCOUNT = re.compile(r"[0-9a-f]{32}")
_JURISDICTIONS = ("eu", "fedramp")


class R2Endpoint(Endpoint):
    """`https://<account id>.r2.cloudflarestorage.com`; other hosts may stand in for R2."""

    example: ClassVar[str] = f"https://<account id>.{DOMAIN}"

    @classmethod
    def assumes_tls(cls, host: str) -> bool:
        """Everywhere but on this machine."""
        return not is_loopback(host)

    @classmethod
    def refuse(cls, parts: SplitResult) -> None:
        """A bucket in path or host, no account, or R2's address for browsers."""
        host = (parts.hostname or "").rstrip(".")
        if host.endswith(f".{PUBLIC}"):
            raise Malformed(f"{PUBLIC} is R2's address for browsers; expected {cls.example}")
        if host == DOMAIN:
            raise Malformed(f"the account is missing in its host; expected {cls.example}")
        if host.endswith(f".{DOMAIN}"):
            _refuse_labels(host.removesuffix(f".{DOMAIN}").split("."), cls.example)
            if bucket := parts.path.strip("/"):
                raise Malformed(
                    f"a bucket ({bucket!a}) follows its host; leave it out here, it has a setting "
                    "of its own"
                )


class R2Target(StorageTarget):
    """An account of R2; an endpoint without a scheme is HTTPS, on this machine plain HTTP."""

    endpoint: R2Endpoint
    region: str = "auto"

    def __post_init__(self) -> None:
        """Malformed for a key that Cloudflare would refuse for its length; others that stand in
        for R2 have theirs."""
        length = len(self.access_key.reveal())
        if self.endpoint.host.endswith(f".{DOMAIN}") and length != KEY_LENGTH:
            said = f"access_key has {length} characters, and those of R2 have {KEY_LENGTH}"
            raise Malformed(said, code="key-length")


R2_CODES = (
    Code(
        "unknown-account",
        "The TLS handshake is refused, as R2 does for an account that does not exist, and for "
        "some 20 minutes for one that is quite new.",
        "Compare the account id in the endpoint with the one that Cloudflare's dashboard shows.",
    ),
    Code(
        "not-entitled",
        "The account has no subscription to R2.",
        "Activate R2 in Cloudflare's dashboard.",
    ),
)

R2_FAULTS = (
    Fault(
        "ssl.SSLError",
        "reachable",
        "unknown-account",
        "{address} refuses the TLS handshake, as R2 does where there is no such account",
        text="HANDSHAKE_FAILURE",
    ),
    Fault(ERROR, "authenticated", "not-entitled", "{address} says: {text}", text="^NotEntitled:"),
)


@Check(
    "r2",
    R2Target,
    service="R2",
    imports=["httpx", *IMPORTS],
    # another MinIO may stand in for it
    greeting=Greeting("R2", GREETING, MINIO),
    example=EXAMPLE,
    faults=(*R2_FAULTS, *FAULTS),
    codes=(*CODES, *R2_CODES),
).connect
async def r2(target: R2Target) -> AsyncIterator[Client]:
    """Unsigned requests over one connection: 1, and another where a proxy does not route that.

    Signed ones over another: 1, up to 2 a bucket, 1 an object or document, up to 2 a dataset (and
    up to 3 for its annotations where it is required), and 4 a bucket that is written to.
    """
    async with connected(target, BotoStore, paths=("/",)) as client:
        yield client


share(r2)


def _refuse_labels(labels: list[str], example: str) -> None:
    if labels[-1] in _JURISDICTIONS:
        labels = labels[:-1]
    if len(labels) > 1 and _ACCOUNT.fullmatch(labels[-1]):
        raise Malformed(
            f"a bucket ({labels[0]!a}) stands in its host; leave it out here, it has a setting of "
            "its own"
        )
    if not labels or not _ACCOUNT.fullmatch(labels[-1]):
        raise Malformed(f"its account id is not 32 hexadecimal digits; expected {example}")
