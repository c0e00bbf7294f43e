"""The check, and its connection to Temporal."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from checks.temporal.codes import CODES
from checks.temporal.connecting.errors import TemporalError, Way
from checks.temporal.connecting.faults import FAULTS
from checks.temporal.example import EXAMPLE
from checks.temporal.greeting import GREETING
from checks.temporal.target import TemporalTarget
from healthcheck import Check

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.runtime import Runtime
    from temporalio.service import TLSConfig


@Check(
    "temporal",
    TemporalTarget,
    service="Temporal",
    imports=[
        "temporalio.client",
        "temporalio.runtime",
        "temporalio.service",
        "temporalio.api.workflowservice.v1",
        "temporalio.api.taskqueue.v1",
    ],
    greeting=GREETING,
    example=EXAMPLE,
    faults=FAULTS,
    codes=CODES,
).connect
async def temporal(target: TemporalTarget) -> AsyncIterator["Client"]:
    """Connects eagerly and once; the library would try ten times and hide what it met."""
    from temporalio.client import Client
    from temporalio.service import RetryConfig

    tls = _tls(target)
    try:
        client = await Client.connect(
            target.address,
            namespace=target.namespace,
            tls=tls,
            api_key=target.api_key.reveal() if target.api_key else None,
            identity="healthcheck",
            retry_config=RetryConfig(max_retries=1),
            runtime=_runtime(),
        )
    except RuntimeError as error:
        way = Way.of(encrypted=target.encrypts, presenting=target.tls_certificate is not None)
        raise TemporalError.connecting(error, way) from error
    try:
        yield client
    finally:
        # the library has no close, and its objects hold each other: without this the connection
        # lives, and keeps itself alive, until some later garbage collection
        vars(client.service_client).pop("_bridge_client", None)


def _tls(target: TemporalTarget) -> "TLSConfig | bool":
    """What to trust and what to present; TemporalError where a file cannot be used for that."""
    from temporalio.service import TLSConfig

    files = (target.tls_ca, target.tls_certificate, target.tls_key)
    if not target.encrypts or not (any(files) or target.tls_server_name):
        return target.encrypts
    ca, certificate, key = map(_read, files)
    if ca is not None and b"-----BEGIN CERTIFICATE-----" not in ca:
        raise TemporalError(f"NoCertificate: {target.tls_ca} holds no certificate in PEM")
    return TLSConfig(
        server_root_ca_cert=ca,
        domain=target.tls_server_name,
        client_cert=certificate,
        client_private_key=key,
    )


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise TemporalError(f"Unreadable: {path}: {error.strerror}") from error


@cache
def _runtime() -> "Runtime":
    """One that logs nothing: the library's own writes its warnings to stdout, into the report."""
    from temporalio.runtime import Runtime, TelemetryConfig

    return Runtime(telemetry=TelemetryConfig(logging=None))
