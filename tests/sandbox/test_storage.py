"""The sandbox's MinIO and R2, as the SDKs of the platform meet them: whole, broken and mended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from sandbox import Stack
from tests.sandbox.traces import UP, followed
from tests.stack import Lent

if TYPE_CHECKING:
    from minio import Minio

STORES = {
    "minio": ("INTERNAL_STORAGE", "INTERNAL_BUCKET_CHECKPOINTS", "us-east-1"),
    "r2": ("EXTERNAL_STORAGE", "EXTERNAL_BUCKET_DATASETS", "auto"),
}
ANNOTATIONS = "datasets/10f486dc-f8ec-489e-927d-c81317822464/annotations_detection.json"
LIMIT = 20.0  # seconds


def settings(stack: Lent, store: str) -> tuple[str, str, str]:
    """Endpoint, access key and secret key."""
    prefix = STORES[store][0]
    endpoint, access_key, secret_key = (
        stack.variables[f"{prefix}_{name}"] for name in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY")
    )
    return endpoint, access_key, secret_key


def bucket(stack: Lent, store: str) -> str:
    return stack.variables[STORES[store][1]]


def boto(stack: Lent, store: str) -> Any:
    import boto3  # type: ignore[import-untyped]  # it ships no types
    from botocore.config import Config  # type: ignore[import-untyped]  # nor does it

    endpoint, access_key, secret_key = settings(stack, store)
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name=STORES[store][2],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=LIMIT),
    )


def minio(stack: Lent, store: str) -> Minio:
    import urllib3
    from minio import Minio

    endpoint, access_key, secret_key = settings(stack, store)
    return Minio(
        endpoint=urlsplit(endpoint).netloc,
        access_key=access_key,
        secret_key=secret_key,
        secure=False,
        region=STORES[store][2],
        http_client=urllib3.PoolManager(timeout=LIMIT, retries=False),
    )


def by_boto(stack: Lent, store: str) -> tuple[bytes, list[str]]:
    """Writes an object, reads it, removes it, and lists what was beside it."""
    client, where = boto(stack, store), bucket(stack, store)
    client.put_object(Bucket=where, Key="proof/of boto+3", Body=b"written")
    read = client.get_object(Bucket=where, Key="proof/of boto+3")["Body"].read()
    listed = client.list_objects_v2(Bucket=where, Prefix="proof/")["Contents"]
    client.delete_object(Bucket=where, Key="proof/of boto+3")
    return read, [each["Key"] for each in listed]


def by_minio(stack: Lent, store: str) -> tuple[bytes, list[str]]:
    client, where = minio(stack, store), bucket(stack, store)
    client.put_object(where, "proof/of boto+3", BytesIO(b"written"), 7)
    with client.get_object(where, "proof/of boto+3") as answer:
        read = answer.read()
    listed = client.list_objects(where, prefix="proof/", recursive=True)
    keys = [str(each.object_name) for each in listed]
    client.remove_object(where, "proof/of boto+3")
    return read, keys


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("use", [by_boto, by_minio])
def test_both_libraries_use_both_stores(
    stack: Lent, store: str, use: Callable[[Lent, str], tuple[bytes, list[str]]]
) -> None:
    assert use(stack, store) == (b"written", ["proof/of boto+3"])


def test_the_buckets_have_the_platforms_names(stack: Lent) -> None:
    internal = {each.name for each in minio(stack, "minio").list_buckets()}

    assert internal == {"model-weights", "training-checkpoints", "config-schemas"}
    assert {stack.variables[name] for name in stack.variables if "_BUCKET_" in name} == {
        *internal,
        "training-datasets",
    }


def test_the_stores_hold_a_dataset_and_model_capabilities(stack: Lent) -> None:
    found = boto(stack, "r2").get_object(Bucket="training-datasets", Key=ANNOTATIONS)
    annotations = json.load(found["Body"])
    path = "model-capabilities/ultralytics.json"
    with minio(stack, "minio").get_object("config-schemas", path) as answer:
        capabilities = json.load(answer)

    assert len(annotations["images"]) == 32
    assert len(capabilities["models"]) == 22
    assert "yolo11n" in {each["model_name"] for each in capabilities["models"]}


def test_the_keys_are_random_and_fit_into_a_url(stack: Lent) -> None:
    _, access_key, secret_key = settings(stack, "minio")
    _, r2_access_key, r2_secret_key = settings(stack, "r2")

    assert re.fullmatch(r"[0-9a-f]{20}", access_key)
    assert re.fullmatch(r"[0-9a-f]{40}", secret_key)
    assert re.fullmatch(r"[0-9a-f]{32}", r2_access_key)
    assert re.fullmatch(r"[0-9a-f]{64}", r2_secret_key)


def test_the_platforms_account_does_not_administer_minio(stack: Lent) -> None:
    from minio.credentials.providers import StaticProvider
    from minio.error import MinioAdminException
    from minio.minioadmin import MinioAdmin

    endpoint, access_key, secret_key = settings(stack, "minio")
    keys = StaticProvider(access_key, secret_key)
    host = urlsplit(endpoint).netloc
    administrator = MinioAdmin(endpoint=host, credentials=keys, secure=False)

    with pytest.raises(MinioAdminException, match="AccessDenied"):
        administrator.policy_list()


def test_without_permission_to_write_it_may_still_read(stack: Lent) -> None:
    stack.break_("minio-no-permission")
    with minio(stack, "minio").get_object(
        "config-schemas", "model-capabilities/ultralytics.json"
    ) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("store", STORES)
def test_a_bucket_that_comes_back_holds_what_it_held(stack: Lent, store: str) -> None:
    where, described = bucket(stack, store), {"ContentType": "text/x-proof"}
    client = boto(stack, store)
    client.put_object(Bucket=where, Key="kept/a b.txt", Body=b"kept", **described)
    before = _content(client, where)
    stack.break_(f"{store}-unknown-bucket")
    stack.mend(f"{store}-unknown-bucket")
    after = _content(client, where)
    client.delete_object(Bucket=where, Key="kept/a b.txt")

    assert ("kept/a b.txt", "text/x-proof", b"kept") in before
    assert after == before


def test_an_object_that_comes_back_is_as_it_was(stack: Lent) -> None:
    client = boto(stack, "r2")
    before = _content(client, "training-datasets")
    stack.break_("r2-unknown-object")
    without = _content(client, "training-datasets")
    stack.mend("r2-unknown-object")

    assert {key for key, *_ in before} - {key for key, *_ in without} == {ANNOTATIONS}
    assert _content(client, "training-datasets") == before


def _content(client: Any, where: str) -> set[tuple[str, str, bytes]]:
    keys = [each["Key"] for each in client.list_objects_v2(Bucket=where).get("Contents", [])]
    answers = [(key, client.get_object(Bucket=where, Key=key)) for key in keys]
    return {(key, answer["ContentType"], answer["Body"].read()) for key, answer in answers}


def ahead(stack: Lent, store: str) -> timedelta:
    """By how much the store's clock is, as an unsigned request learns it."""
    connection = HTTPConnection(urlsplit(settings(stack, store)[0]).netloc, timeout=LIMIT)
    connection.request("GET", "/")
    date = connection.getresponse().headers["date"]
    connection.close()
    return parsedate_to_datetime(date) - datetime.now(UTC)


@pytest.mark.parametrize("store", STORES)
def test_a_clock_that_is_ahead_shows_in_the_date(stack: Lent, store: str) -> None:
    stack.break_(f"{store}-clock")
    broken = ahead(stack, store)
    stack.mend(f"{store}-clock")

    assert timedelta(minutes=19) < broken < timedelta(minutes=21)
    assert abs(ahead(stack, store)) < timedelta(minutes=1)


def test_a_front_with_another_clock_still_says_who_answers(stack: Lent) -> None:
    stack.break_("minio-clock")
    connection = HTTPConnection(urlsplit(settings(stack, "minio")[0]).netloc, timeout=LIMIT)
    connection.request("GET", "/minio/health/live")
    answer = connection.getresponse()
    connection.close()

    assert (answer.status, answer.headers["server"]) == (200, "MinIO")


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture
def whole() -> Iterator[Stack]:
    """One of its own, since it is looked at from outside."""
    with Stack() as stack:
        yield stack


def _commands(directory: Path) -> dict[int, str]:
    """The command lines of the processes that a stack has started, by their ids."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if str(directory) in command:
                    found[int(entry.name)] = command
    return found


def _open_to(process: int) -> set[str]:
    """The addresses, in hexadecimal, at which a process listens."""
    files = [os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir()]
    sockets = {file[8:-1] for file in files if file.startswith("socket:[")}
    rows = Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]
    rows += Path(f"/proc/{process}/net/tcp6").read_text().splitlines()[1:]
    fields = [row.split() for row in rows]
    return {each[1].split(":")[0] for each in fields if each[3] == "0A" and each[9] in sockets}


@linux
def test_the_servers_listen_on_the_loopback_alone_and_their_commands_hold_no_secret(
    whole: Stack,
) -> None:
    commands = _commands(whole.directory)
    secrets = [value for name, value in whole.variables.items() if name.endswith("_KEY")]

    assert {"weed", "juicefs"} <= {Path(each.split()[0]).name for each in commands.values()}
    assert {address for each in commands for address in _open_to(each)} <= {
        "0100007F",
        "00000000000000000000000001000000",
    }
    assert [each for each in commands.values() if any(secret in each for secret in secrets)] == []


@linux
def test_no_socket_is_left() -> None:
    with Stack() as stack:
        (weed,) = [each for each in _commands(stack.directory).values() if "weed " in each]
        ports = re.findall(r"-(\w+)\.port\.grpc=(\d+)", weed)
        sockets = [Path(f"/tmp/seaweedfs-{part}-grpc-{port}.sock") for part, port in ports]
        assert all(each.exists() for each in sockets)

    assert [each for each in sockets if each.exists()] == []


@linux
def test_a_minio_on_the_path_is_preferred(tmp_path: Path) -> None:
    program = tmp_path / "minio"
    program.write_text("#!/bin/sh\necho asked for: $1\nexit 1\n")
    program.chmod(0o755)
    with followed() as traces:
        first = f"import os; os.environ['PATH'] = '{tmp_path}:' + os.environ['PATH']; {UP}"
        _, complaint = traces.python(first, "up", "--", "true").communicate(timeout=60)

        assert "minio ended" in complaint
        assert "asked for: server" in complaint
        assert (traces.processes(), traces.files()) == ([], [])
