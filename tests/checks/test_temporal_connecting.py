"""Reaching Temporal over TLS both ways, and servers that answer and fail: real ones where they can
be had, and otherwise a gRPC server with Temporal's status."""

import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.temporal import Address, Name, TemporalTarget
from healthcheck import Finding, Malformed, Outcome
from tests.ask import codes
from tests.servers import until
from tests.temporal_servers import (
    OLDER,
    Asker,
    Authority,
    Temporal,
    authority,
    forwarding,
    grpc,
    serving,
    temporal,
)


@pytest.fixture(scope="module")
def ca() -> Iterator[Authority]:
    with authority() as it:
        yield it


@pytest.fixture(scope="module")
def stranger() -> Iterator[Authority]:
    with authority() as it:
        yield it


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


DEPRECATE = """
import asyncio, os, sys
from temporalio.api.workflowservice.v1 import DeprecateNamespaceRequest
from temporalio.client import Client

async def main():
    client = await Client.connect(sys.argv[1])
    request = DeprecateNamespaceRequest(namespace=sys.argv[2])
    await client.workflow_service.deprecate_namespace(request)

asyncio.run(main())
os._exit(0)
"""


def found(outcome: Outcome, step: str) -> Finding:
    finding = outcome.find(step)
    assert finding
    return finding


def over_tls(
    asker: Asker, server: Temporal, tls: ssl.SSLContext, host: str = "localhost", **settings: Any
) -> Finding:
    """What `reachable` says of the real server behind a front that speaks TLS."""
    with serving(forwarding(server.port, []), tls=tls) as port:
        return found(asker.ask(f"{host}:{port}", **settings), "reachable")


def test_a_ca_of_one_s_own_is_trusted(asker: Asker, server: Temporal, ca: Authority) -> None:
    finding = over_tls(asker, server, ca.context(), tls_ca=ca.file)

    assert finding.status == "ok"
    assert finding.evidence["server_version"]


def test_another_s_ca_is_not(
    asker: Asker, server: Temporal, ca: Authority, stranger: Authority
) -> None:
    finding = over_tls(asker, server, ca.context(), tls_ca=stranger.file)

    assert finding.code == "temporal.certificate"
    assert "tls_ca" in finding.hint


def test_a_certificate_for_another_name_can_be_accepted_by_that_name(
    asker: Asker, server: Temporal, ca: Authority
) -> None:
    own: dict[str, Any] = {"host": "127.0.0.1", "tls_ca": ca.file}
    misnamed = over_tls(asker, server, ca.context(), **own)
    named = over_tls(asker, server, ca.context(), tls_server_name="localhost", **own)

    assert misnamed.code == "temporal.certificate"
    assert "tls_server_name" in misnamed.hint
    assert named.status == "ok"


def test_both_sides_show_a_certificate(asker: Asker, server: Temporal, ca: Authority) -> None:
    certificate, key = ca.sign("me")
    own: dict[str, Any] = {"tls_ca": ca.file, "tls_certificate": certificate, "tls_key": key}

    assert over_tls(asker, server, ca.context(client=True), **own).status == "ok"


def test_no_certificate_and_one_that_is_not_accepted_are_told_apart(
    asker: Asker, server: Temporal, ca: Authority, stranger: Authority
) -> None:
    certificate, key = stranger.sign("stranger")
    own: dict[str, Any] = {"tls_ca": ca.file, "tls_certificate": certificate, "tls_key": key}
    none = over_tls(asker, server, ca.context(client=True), tls_ca=ca.file)
    other = over_tls(asker, server, ca.context(client=True), **own)

    assert none.code == other.code == "temporal.client-certificate"
    assert "may want a client certificate" in none.summary
    assert "may not accept the client certificate" in other.summary


def test_files_that_cannot_be_used_are_named(
    asker: Asker, server: Temporal, ca: Authority, stranger: Authority, tmp_path: Path
) -> None:
    certificate, key = ca.sign("me")
    _, other_key = stranger.sign("stranger")
    garbage = tmp_path / "garbage.pem"
    garbage.write_text("no PEM")
    own = {"tls_certificate": certificate, "tls_key": key}
    wrong: list[dict[str, Any]] = [
        {"tls_ca": garbage},
        {"tls_ca": tmp_path},
        {**own, "tls_certificate": garbage},
        {**own, "tls_key": garbage},
        {**own, "tls_key": other_key},
    ]

    said = [over_tls(asker, server, ca.context(), **({"tls_ca": ca.file} | each)) for each in wrong]

    assert {each.code for each in said} == {"temporal.own-certificate"}
    words = [
        "garbage.pem holds no certificate",
        f"{tmp_path}: Is a directory",
        "tls_certificate holds no certificate",
        "tls_key holds no key",
        "tls_key is not the key of tls_certificate",
    ]
    assert [w in each.summary for w, each in zip(words, said, strict=True)] == [True] * 5


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"tls_certificate": Path("a")}, "tls_certificate is given without tls_key"),
        ({"tls_key": Path("a")}, "tls_key is given without tls_certificate"),
        ({"tls_ca": Path("a"), "tls": False}, "tls = false, and tls_ca is given"),
        ({"tls_server_name": Name("a"), "tls": False}, "tls = false, and tls_server_name is given"),
    ],
)
def test_settings_for_tls_that_contradict_each_other(
    settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Malformed, match=sentence):
        TemporalTarget(host=Address("localhost"), task_queue=Name("q"), **settings)


# an API key

BEARER_SESAME = bytes.fromhex("0f0889 ba51d85b1441503a4b")
"""HTTP/2's header `authorization: Bearer sesame`: never indexed, nine bytes in Huffman's code."""


def test_an_api_key_is_sent_over_tls_without_being_told(
    asker: Asker, server: Temporal, ca: Authority
) -> None:
    heard: list[bytes] = []
    with serving(forwarding(server.port, heard), tls=ca.context()) as port:
        outcome = asker.ask(f"localhost:{port}", api_key="sesame", tls_ca=ca.file)

    assert codes(outcome)["reachable"] == "ok"
    assert BEARER_SESAME in b"".join(heard)


def test_an_api_key_in_plain_text_is_warned_of(asker: Asker, server: Temporal) -> None:
    finding = found(asker.ask(server.address, api_key="sesame", tls=False), "reachable")

    assert (finding.status, finding.code) == ("warn", "temporal.key-in-plain-text")
    assert "sesame" not in finding.summary


# a server that answers, and fails


@pytest.mark.parametrize("status", [1, 2, 9, 10, 11, 13, 15])
def test_any_other_failure_has_the_server_s_words(asker: Asker, status: int) -> None:
    with serving(grpc(status, "so says the server")) as port:
        finding = found(asker.ask(f"127.0.0.1:{port}"), "reachable")

    assert finding.code == "temporal.failing"
    assert "so says the server" in finding.summary


def test_a_store_that_is_locked_is_not_a_dead_server(asker: Asker) -> None:
    with temporal(stored=True) as server, locked(server.room / "temporal.db", "EXCLUSIVE"):
        outcome = asker.ask(server.address)

    assert codes(outcome)["reachable"] == "ok"
    finding = found(outcome, "namespace")
    assert finding.code == "temporal.unavailable"
    assert "database is locked" in finding.summary


def test_a_store_that_takes_no_writes_is_told_by_what_needs_them(asker: Asker) -> None:
    with temporal(stored=True) as server, server.worker("q"):
        until(lambda: codes(asker.ask(server.address, "q"))["workers"] == "ok", "the worker polls")
        with locked(server.room / "temporal.db", "IMMEDIATE"):
            outcome = asker.ask(server.address, "q", writing=True)

    told = codes(outcome)
    assert (told["reachable"], told["namespace"]) == ("ok", "ok")
    assert {"temporal.failing", "temporal.unavailable"} & set(told.values())


@contextmanager
def locked(store: Path, mode: str) -> Iterator[None]:
    """Another process has a transaction open, as a backup or a shell does."""
    connection = sqlite3.connect(store, isolation_level=None, timeout=10)
    connection.execute(f"BEGIN {mode}")
    try:
        yield
    finally:
        connection.close()


# the namespace


def test_a_namespace_that_forgets_too_soon_is_warned_of(asker: Asker, server: Temporal) -> None:
    finding = found(asker.ask(server.address, longest_job=timedelta(hours=36)), "namespace")

    assert (finding.code, finding.status) == ("temporal.short-retention", "warn")
    assert finding.summary == (
        'namespace "default" forgets a run 24 h after its end; the longest job takes 36 h'
    )


def test_a_deprecated_namespace_takes_no_workflows(asker: Asker, server: Temporal) -> None:
    server.tell("operator", "namespace", "create", "-n", "old")
    until(
        lambda: codes(asker.ask(server.address, namespace="old"))["namespace"] == "ok",
        "the namespace is there",
    )
    command = [sys.executable, "-c", DEPRECATE, server.address, "old"]
    subprocess.run(command, check=True, timeout=30)
    until(
        lambda: codes(asker.ask(server.address, namespace="old"))["namespace"] != "ok",
        "it is deprecated",
    )
    finding = found(asker.ask(server.address, namespace="old"), "namespace")

    assert finding.code == "temporal.namespace-closed"
    assert 'namespace "old" is deprecated' in finding.summary


def test_an_older_server_says_what_it_cannot_tell(asker: Asker) -> None:
    with temporal(OLDER) as older:
        outcome = asker.ask(older.address)

    assert found(outcome, "reachable").evidence["server_version"] == "1.29.1"
    told = found(outcome, "namespace").evidence
    assert (told["worker_heartbeats"], told["standalone_activities"]) == (False, False)
