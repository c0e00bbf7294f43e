"""Every fault, met by the libraries that the platform uses, and gone when it is mended."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import FAULTS, SandboxError, UnknownFaultError
from sandbox.faults import BENIGN, find_fault
from tests.stack import Lent

CLIENT = Path(__file__).parent / "client.py"
SILENCE = "TimeoutError"
TRIES_FOR_HOURS = SILENCE
"""What ClearML's SDK makes of a refusal."""
MET = {
    "api-hung": SILENCE,
    "api-other-service": "404 Not Found",
    "api-reset": "ReadError|ConnectError|RemoteProtocolError",
    "api-silent": SILENCE,
    "api-started-before-temporal": "500 Internal Server Error",
    "api-stopped": "ConnectError",
    "clearml-elasticsearch-down": "DeleteError: .*500/100: events.get_task_events",
    "clearml-elasticsearch-hung": SILENCE,
    "clearml-error": "500",
    "clearml-gateway": TRIES_FOR_HOURS,
    "clearml-hung": SILENCE,
    "clearml-mongodb-down": SILENCE,
    "clearml-mongodb-hung": SILENCE,
    "clearml-other-service": "LoginError|404",
    "clearml-overloaded": TRIES_FOR_HOURS,
    "clearml-redis-down": "SendError: .*500/0: projects.get_all.*Error 111 connecting to redis",
    "clearml-redis-hung": SILENCE,
    "clearml-reset": TRIES_FOR_HOURS,
    "clearml-silent": SILENCE,
    "clearml-stopped": TRIES_FOR_HOURS,
    "clearml-wrong-credentials": "LoginError: .*401 .*failed to locate provided credentials",
    "minio-clock": "RequestTimeTooSkewed",
    "minio-hung": SILENCE,
    "minio-missing-weights": "NoSuchKey",
    "minio-missing-weights-bucket": "NoSuchBucket|NoSuchKey",
    "minio-no-permission": "AccessDenied",
    "minio-other-service": "404",
    "minio-reset": "Connection reset|Connection aborted",
    "minio-silent": SILENCE,
    "minio-stopped": "Connection refused",
    "minio-unknown-bucket": "NoSuchBucket",
    "minio-unknown-key": "InvalidAccessKeyId",
    "minio-wrong-secret": "SignatureDoesNotMatch",
    "platform-db-hung": SILENCE,
    "platform-db-locked": SILENCE,
    "platform-db-missing-column": "UndefinedColumn",
    "platform-db-missing-dataset": "1 projects, 0 datasets",
    "platform-db-missing-project": "0 projects, 1 datasets",
    "platform-db-missing-snapshot-column": "UndefinedColumn",
    "platform-db-missing-table": "UndefinedTable",
    "platform-db-no-privileges": "InsufficientPrivilege",
    "platform-db-not-null": "NotNullViolation",
    "platform-db-other-service": "ConnectionError: PostgreSQL server .* rejected SSL upgrade",
    "platform-db-read-only": "ReadOnlySQLTransaction",
    "platform-db-reset": "ConnectionReset|ConnectionDoesNotExist",
    "platform-db-silent": SILENCE,
    "platform-db-stale": "UndefinedColumn",
    "platform-db-stopped": "ConnectionRefusedError",
    "platform-db-too-many-clients": "TooManyConnections",
    "platform-db-unknown-database": r"InvalidCatalogName.*\"platform\\?\" does not exist",
    "platform-db-unknown-enum-value": "InvalidTextRepresentation",
    "platform-db-wrong-password": "InvalidPassword",
    "r2-clock": "RequestTimeTooSkewed",
    "r2-corrupt-annotations": "JSONDecodeError",
    "r2-empty-dataset": "NoSuchKey",
    "r2-hung": SILENCE,
    "r2-missing-images": "32 images, 0 stored",
    "r2-no-permission": "AccessDenied",
    "r2-other-service": "ClientError: An error occurred \\(\\) when calling the ListObjectsV2",
    "r2-reset": "Connection reset|Connection was closed|Could not connect to the endpoint",
    "r2-silent": SILENCE,
    "r2-stopped": "Could not connect to the endpoint",
    "r2-unknown-bucket": "NoSuchBucket",
    "r2-unknown-key": "Unauthorized",
    "r2-unknown-object": "NoSuchKey",
    "r2-wrong-secret": "SignatureDoesNotMatch",
    "redis-hung": SILENCE,
    "redis-other-service": "InvalidResponse|Protocol Error|ConnectionError",
    "redis-out-of-memory": "OutOfMemory|OOM",
    "redis-read-only-replica": "ReadOnlyError",
    "redis-reset": "Connection reset|Connection closed|ConnectionError",
    "redis-silent": SILENCE,
    "redis-stopped": "Connect call failed|Connection refused",
    "redis-too-many-clients": "MaxClients|max number of clients",
    "redis-wrong-password": "AuthenticationError.*(WRONGPASS|invalid username-password)",
    "temporal-hung": SILENCE,
    "temporal-job-already-started": "WorkflowAlreadyStarted",
    "temporal-no-worker": "accepted TimeoutError",
    "temporal-other-service": "h2 protocol error|transport error",
    "temporal-refused-at-start": "ConnectionRefused",
    "temporal-reset": "ConnectionReset|BrokenPipe",
    "temporal-silent": SILENCE,
    "temporal-stopped": "ConnectionRefused",
    "temporal-unknown-namespace": "Namespace default is not found",
    "temporal-worker-busy": "accepted TimeoutError",
    "temporal-worker-hung": "accepted TimeoutError",
    "temporal-worker-other-namespace": "accepted TimeoutError",
    "temporal-worker-other-queue": "accepted TimeoutError",
    "temporal-worker-without-activity": "accepted failed: .*not registered",
    "temporal-worker-without-trainer": "accepted failed: ",
    "temporal-worker-without-workflow": "accepted TimeoutError",
    "temporal-worker-wrong-database-password": "accepted failed: .*password authentication failed",
    "temporal-worker-wrong-r2-secret": "accepted failed: .*SignatureDoesNotMatch",
    "user-db-hung": SILENCE,
    "user-db-locked": SILENCE,
    "user-db-missing-column": "KeyError: 'full_name'",
    "user-db-missing-table": "UndefinedTable",
    "user-db-missing-user": "0 users",
    "user-db-no-privileges": "InsufficientPrivilege",
    "user-db-other-service": "ConnectionError: PostgreSQL server .* rejected SSL upgrade",
    "user-db-reset": "ConnectionReset|ConnectionDoesNotExist",
    "user-db-silent": SILENCE,
    "user-db-stopped": "ConnectionRefusedError",
    "user-db-too-many-clients": "TooManyConnections",
    "user-db-unknown-database": r"InvalidCatalogName.*\"users\\?\" does not exist",
    "user-db-wrong-password": "InvalidPassword",
}


def met(stack: Lent, dependency: str, *, patience: float) -> str:
    """What a client of the dependency meets within `patience` seconds."""
    return subprocess.run(
        [sys.executable, CLIENT, dependency, str(patience)],
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.strip()


def test_every_fault_is_tried() -> None:
    assert set(MET) == set(FAULTS)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_met_and_then_mended(stack: Lent, name: str) -> None:
    dependency = FAULTS[name].dependency
    stack.break_(name)
    broken = met(stack, dependency, patience=2 if SILENCE in MET[name] else 10)
    stack.mend(name)
    mended = met(stack, dependency, patience=10)

    assert re.search(MET[name], broken)
    assert mended in ("ok", "accepted ok")


@pytest.mark.parametrize("name", sorted(BENIGN))
def test_a_job_is_trained_under_a_benign_condition(stack: Lent, name: str) -> None:
    stack.break_(name)

    assert met(stack, "api", patience=20) == "accepted ok"


def test_a_fault_leaves_the_other_dependencies_alone(stack: Lent) -> None:
    stack.break_("user-db-hung")
    stack.break_("redis-stopped")

    assert met(stack, "platform-db", patience=10) == "ok"
    assert met(stack, "temporal", patience=10) == "accepted ok"


def test_one_fault_at_a_time_on_a_dependency(stack: Lent) -> None:
    stack.break_("redis-stopped")

    with pytest.raises(SandboxError, match="redis-stopped is in force: mend it before redis-hung"):
        stack._stack.break_("redis-hung")


def test_only_what_is_broken_is_mended(stack: Lent) -> None:
    with pytest.raises(SandboxError, match="redis-hung is not in force"):
        stack._stack.mend("redis-hung")


def test_an_unknown_fault_is_told_with_those_near_it() -> None:
    with pytest.raises(UnknownFaultError, match="temporal-no-worker"):
        find_fault("temporal-no-workers")
    with pytest.raises(UnknownFaultError, match="lists them"):
        find_fault("xyzzy")


def test_every_fault_has_one_sentence() -> None:
    every = [*FAULTS.values(), *BENIGN.values()]

    assert all(re.fullmatch(r"[A-Z][^.]*\.", fault.description) for fault in every)


def test_no_benign_condition_has_the_name_of_a_fault() -> None:
    assert not set(BENIGN) & set(FAULTS)
