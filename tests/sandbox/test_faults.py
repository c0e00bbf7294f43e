"""Every fault, met by the libraries that the platform uses, and gone when it is mended."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import FAULTS, SandboxError, UnknownFaultError
from sandbox.faults import fault
from tests.stack import Lent

CLIENT = Path(__file__).parent / "client.py"
SILENCE = "TimeoutError"
TRIES_FOR_HOURS = SILENCE
"""What ClearML's SDK makes of a refusal."""
MET = {
    "clearml-elasticsearch-down": "DeleteError: .*500/100: events.get_task_events",
    "clearml-elasticsearch-hung": SILENCE,
    "clearml-hung": SILENCE,
    "clearml-mongodb-down": SILENCE,
    "clearml-mongodb-hung": SILENCE,
    "clearml-redis-down": "SendError: .*500/0: projects.get_all.*Error 111 connecting to redis",
    "clearml-redis-hung": SILENCE,
    "clearml-reset": TRIES_FOR_HOURS,
    "clearml-silent": SILENCE,
    "clearml-stopped": TRIES_FOR_HOURS,
    "clearml-wrong-credentials": "LoginError: .*401 .*failed to locate provided credentials",
    "minio-clock": "RequestTimeTooSkewed",
    "minio-hung": SILENCE,
    "minio-no-permission": "AccessDenied",
    "minio-reset": "Connection reset|Connection aborted",
    "minio-silent": SILENCE,
    "minio-stopped": "Connection refused",
    "minio-unknown-bucket": "NoSuchBucket",
    "minio-unknown-key": "InvalidAccessKeyId",
    "minio-wrong-secret": "SignatureDoesNotMatch",
    "platform-db-hung": SILENCE,
    "platform-db-reset": "ConnectionReset|ConnectionDoesNotExist",
    "platform-db-silent": SILENCE,
    "platform-db-stopped": "ConnectionRefusedError",
    "platform-db-unknown-database": r"InvalidCatalogName.*\"platform\\?\" does not exist",
    "platform-db-wrong-password": "InvalidPassword",
    "r2-clock": "RequestTimeTooSkewed",
    "r2-hung": SILENCE,
    "r2-no-permission": "AccessDenied",
    "r2-reset": "Connection reset|Connection was closed|Could not connect to the endpoint",
    "r2-silent": SILENCE,
    "r2-stopped": "Could not connect to the endpoint",
    "r2-unknown-bucket": "NoSuchBucket",
    "r2-unknown-key": "Unauthorized",
    "r2-unknown-object": "NoSuchKey",
    "r2-wrong-secret": "SignatureDoesNotMatch",
    "redis-hung": SILENCE,
    "redis-reset": "Connection reset|Connection closed|ConnectionError",
    "redis-silent": SILENCE,
    "redis-stopped": "Connect call failed|Connection refused",
    "redis-wrong-password": "AuthenticationError.*(WRONGPASS|invalid username-password)",
    "temporal-hung": SILENCE,
    "temporal-no-worker": "accepted TimeoutError",
    "temporal-reset": "ConnectionReset|BrokenPipe",
    "temporal-silent": SILENCE,
    "temporal-stopped": "ConnectionRefused",
    "temporal-unknown-namespace": "Namespace default is not found",
    "user-db-hung": SILENCE,
    "user-db-reset": "ConnectionReset|ConnectionDoesNotExist",
    "user-db-silent": SILENCE,
    "user-db-stopped": "ConnectionRefusedError",
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


def test_a_fault_leaves_the_other_dependencies_alone(stack: Lent) -> None:
    stack.break_("platform-db-hung")
    stack.break_("redis-stopped")

    assert met(stack, "user-db", patience=10) == "ok"
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
        fault("temporal-no-workers")
    with pytest.raises(UnknownFaultError, match="lists them"):
        fault("xyzzy")


def test_every_fault_has_one_sentence() -> None:
    assert all(re.fullmatch(r"[A-Z][^.]*\.", fault.description) for fault in FAULTS.values())
