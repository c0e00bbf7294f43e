"""The check `temporal` on a real server, with real workers; what stands on its port instead."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from healthcheck import Outcome
from healthcheck.faults import resolve
from tests.ask import codes
from tests.checks.asking_temporal import beats, comes_to, found, rows
from tests.servers import free_port, listener, postgres, stopped, until, valkey
from tests.temporal_servers import (
    Asker,
    Authority,
    Temporal,
    authority,
    grpc,
    hang_up,
    mute,
    serving,
    temporal,
)

SECONDS = timedelta(seconds=5)
"""The test server's long poll."""


@pytest.fixture(scope="module")
def ca() -> Iterator[Authority]:
    with authority() as it:
        yield it


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    it = Asker()
    yield it
    it.close()


@pytest.fixture(scope="module")
def trusting(ca: Authority) -> Iterator[Asker]:
    it = Asker({"SSL_CERT_FILE": str(ca.file)})
    yield it
    it.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Temporal]:
    with temporal() as it:
        yield it


def first(outcome: Outcome) -> str | None:
    """The code of `reachable`, where nothing after it was answered."""
    told = codes(outcome)
    assert told["workers"] != "ok"
    return told["reachable"]


# workers


def test_a_worker_that_takes_both_is_enough(asker: Asker, server: Temporal) -> None:
    with server.worker("healthy", identity="me@here") as pid:
        beats(asker, server, "healthy")
        finding = comes_to(asker, server, "healthy", "ok")

    (row,) = rows(finding)
    assert row["identity"] == "me@here"
    assert row["pid"] == str(pid)
    assert row["host"]
    assert row["started"].endswith("Z")
    assert row["sdk"].startswith("temporal-python ")
    assert row["workflow"]["state"] == row["activity"]["state"] == "free"
    assert row["activity"]["slots_free"] == 1


def test_all_steps_of_a_healthy_server_are_ok(asker: Asker, server: Temporal) -> None:
    with server.worker("all"):
        comes_to(asker, server, "all", "ok")
        outcome = asker.ask(server.address, "all")

    assert set(codes(outcome).values()) == {"ok", "writes"}
    assert found(outcome, "reachable").evidence["server_version"]
    told = found(outcome, "namespace").evidence
    assert (told["state"], told["retention_hours"]) == ("registered", 24.0)


def test_without_a_worker_a_job_never_runs(asker: Asker, server: Temporal) -> None:
    outcome = asker.ask(server.address, "training-tasks")

    finding = found(outcome, "workers")
    assert finding.code == "temporal.no-workers"
    assert finding.passing
    assert finding.summary == 'no worker polls task queue "training-tasks" in namespace "default"'
    assert "TEMPORAL_TASK_QUEUE" in finding.hint


def test_a_worker_on_another_queue_is_pointed_at(asker: Asker, server: Temporal) -> None:
    with server.worker("Training-Tasks"):
        beats(asker, server, "Training-Tasks")
        finding = found(asker.ask(server.address, "training-tasks"), "workers")

    assert finding.code == "temporal.no-workers"
    assert '"Training-Tasks"' in finding.hint


def test_a_worker_that_polls_for_activities_only_takes_no_workflow(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("activities", workflows=[]):
        finding = comes_to(asker, server, "activities", "temporal.no-workflow-workers")

    assert "only activities" in finding.summary


def test_a_worker_whose_heartbeat_tells_of_no_activities_takes_none(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("workflows", activities=[]):
        finding = comes_to(asker, server, "workflows", "temporal.no-activity-workers")

    assert "only workflows" in finding.summary


def test_without_a_heartbeat_such_a_worker_may_be_a_busy_one(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("unheard", activities=[], beat=0):
        finding = comes_to(asker, server, "unheard", "temporal.workers-unclear")

    assert finding.status == "unknown"


def test_a_worker_without_a_heartbeat_is_told_by_its_polls(asker: Asker, server: Temporal) -> None:
    with server.worker("old-sdk", beat=0):
        finding = comes_to(asker, server, "old-sdk", "ok")

    assert "heartbeat_age" not in rows(finding)[0]


def test_a_busy_worker_makes_wait(asker: Asker, server: Temporal) -> None:
    with server.worker("busy", identity="busy@here"):
        comes_to(asker, server, "busy", "ok")
        server.hold("busy", seconds=30)
        finding = comes_to(asker, server, "busy", "temporal.saturated")

    assert finding.manner == "blocks"
    assert "busy@here (1 of 1 activity slots used)" in finding.summary


def test_a_killed_worker_is_dead_three_heartbeats_later(asker: Asker, server: Temporal) -> None:
    with server.worker("killed", identity="dead@here") as pid:
        beats(asker, server, "killed")
        os.kill(pid, signal.SIGKILL)
        finding = comes_to(asker, server, "killed", "temporal.stale-workers")

    assert "dead@here is dead (last heartbeat" in finding.summary
    assert "due every 1 s" in finding.summary


def test_a_frozen_worker_is_dead_too_and_alive_again(asker: Asker, server: Temporal) -> None:
    with server.worker("frozen") as pid:
        beats(asker, server, "frozen")
        with stopped(pid):
            comes_to(asker, server, "frozen", "temporal.stale-workers")
        comes_to(asker, server, "frozen", "ok")


def test_a_worker_that_has_shut_down_is_named(asker: Asker, server: Temporal) -> None:
    with server.worker("ended", identity="last@here") as pid:
        comes_to(asker, server, "ended", "ok")
        os.kill(pid, signal.SIGINT)
        finding = comes_to(asker, server, "ended", "temporal.no-workers")

    assert "last@here shut down" in finding.summary


def test_one_of_two_killed_is_evidence_and_no_finding(asker: Asker, server: Temporal) -> None:
    with (
        server.worker("two", identity="a@here"),
        server.worker("two", identity="b@here") as pid,
    ):
        beats(asker, server, "two", workers=2)
        os.kill(pid, signal.SIGKILL)
        until(lambda: "dead" in listed(asker, server, "two"), "the second is dead")
        outcome = asker.ask(server.address, "two")

    assert codes(outcome)["workers"] == "ok"
    assert [each["activity"]["state"] for each in rows(found(outcome, "workers"))] == [
        "free",
        "dead",
    ]


def test_one_started_again_by_the_name_of_a_killed_one_is_alive(
    asker: Asker, server: Temporal
) -> None:
    with server.worker("again", identity="same@here") as pid:
        beats(asker, server, "again")
        os.kill(pid, signal.SIGKILL)
        comes_to(asker, server, "again", "temporal.stale-workers")
        with server.worker("again", identity="same@here"):
            finding = comes_to(asker, server, "again", "ok")

    (row,) = rows(finding)
    assert row["pid"] != str(pid)


def test_a_worker_full_of_workflow_tasks_makes_wait_too(asker: Asker, server: Temporal) -> None:
    with server.worker("full", workflows=["Blocking"], workflow_slots=2):
        beats(asker, server, "full")
        for _ in range(4):
            block(server, "full")
        finding = comes_to(asker, server, "full", "temporal.saturated")

    assert "worker-of-full (2 of 2 workflow slots used)" in finding.summary


def test_without_a_heartbeat_what_polls_no_more_may_be_dead(asker: Asker, server: Temporal) -> None:
    with server.worker("unseen", beat=0, identity="who@here") as pid:
        comes_to(asker, server, "unseen", "ok", long_poll=SECONDS)
        os.kill(pid, signal.SIGKILL)
        unclear = "temporal.workers-unclear"
        finding = comes_to(asker, server, "unseen", unclear, long_poll=SECONDS)

    assert finding.status == "unknown"
    assert "who@here last polled " in finding.summary


def test_a_worker_at_a_long_activity_is_busy_not_gone(asker: Asker, server: Temporal) -> None:
    with (
        server.worker("split", identity="w@here", activities=[]),
        server.worker("split", identity="a@here", workflows=[], beat=0),
    ):
        comes_to(asker, server, "split", "ok")
        server.hold("split", seconds=60)
        finding = comes_to(asker, server, "split", "temporal.saturated", long_poll=SECONDS)

    assert finding.manner == "blocks"
    assert 'a@here (began activity "hold" ' in finding.summary


def test_a_worker_in_another_namespace_takes_nothing(asker: Asker, server: Temporal) -> None:
    server.tell("operator", "namespace", "create", "-n", "elsewhere")
    until(
        lambda: codes(asker.ask(server.address, namespace="elsewhere"))["namespace"] == "ok",
        "the namespace is there",
    )
    with server.worker("there", namespace="elsewhere"):
        comes_to(asker, server, "there", "ok", namespace="elsewhere")
        finding = found(asker.ask(server.address, "there"), "workers")

    assert finding.code == "temporal.no-workers"
    assert 'in namespace "default"' in finding.summary


def test_a_worker_older_than_its_code_is_named(
    asker: Asker, server: Temporal, tmp_path: Path
) -> None:
    file = tmp_path / "activities.py"
    file.write_text("")
    with server.worker("older", identity="old@here"):
        beats(asker, server, "older")
        before = found(asker.ask(server.address, "older", code=tmp_path), "workers")
        file.touch()
        after = found(asker.ask(server.address, "older", code=tmp_path), "workers")

    assert before.status == "ok"
    assert before.evidence["code_file"] == "activities.py"
    assert after.status == "warn"
    assert after.code == "temporal.old-code"
    assert "worker old@here (process " in after.summary
    assert "before activities.py was changed" in after.summary


def listed(asker: Asker, server: Temporal, queue: str) -> list[str]:
    """What each worker is to activities."""
    finding = found(asker.ask(server.address, queue), "workers")
    return [each["activity"]["state"] for each in rows(finding)]


def block(server: Temporal, queue: str) -> None:
    """Starts a workflow that takes a workflow slot, and keeps it."""
    words = ["workflow", "start", "--type", "Blocking", "--task-queue", queue]
    server.tell(*words, "--input", "60")


# the namespace


def test_an_unknown_namespace_names_those_that_exist(asker: Asker, server: Temporal) -> None:
    outcome = asker.ask(server.address, namespace="production")

    finding = found(outcome, "namespace")
    assert finding.code == "temporal.unknown-namespace"
    assert finding.summary == f'{server.address} has no namespace "production"'
    assert "default" in finding.hint
    assert codes(outcome)["workers"] == "after:namespace"


def test_a_namespace_in_the_wrong_case_is_told_so(asker: Asker, server: Temporal) -> None:
    finding = found(asker.ask(server.address, namespace="Default"), "namespace")

    assert 'to "default"' in finding.hint


def test_a_deleted_namespace_takes_no_workflows(asker: Asker, server: Temporal) -> None:
    server.tell("operator", "namespace", "create", "-n", "doomed")
    until(
        lambda: codes(asker.ask(server.address, namespace="doomed"))["namespace"] == "ok",
        "the namespace is there",
    )
    server.tell("operator", "namespace", "delete", "-n", "doomed", "--yes")

    outcome = asker.ask(server.address, namespace="doomed")

    assert codes(outcome)["namespace"] in (
        "temporal.namespace-closed",
        "temporal.unknown-namespace",
    )


# nobody there, or nobody who answers


def test_refused(asker: Asker) -> None:
    assert first(asker.ask(f"127.0.0.1:{free_port()}")) == "temporal.refused"


def test_a_name_that_does_not_resolve(asker: Asker) -> None:
    assert first(asker.ask("temporal.invalid")) == "temporal.name-not-found"


def test_silence_in_plain_and_over_tls(asker: Asker) -> None:
    with listener() as port:
        plain = asker.ask(f"127.0.0.1:{port}")
        encrypted = asker.ask(f"127.0.0.1:{port}", tls=True)

    assert first(plain) == first(encrypted) == "temporal.silent"
    assert found(plain, "reachable").manner == "silent"


def test_a_frozen_server_is_silent(asker: Asker, server: Temporal) -> None:
    with stopped(server.pid):
        outcome = asker.ask(server.address)

    assert first(outcome) == "temporal.silent"
    assert codes(asker.ask(server.address))["reachable"] == "ok"


def test_who_is_stopped_serves_no_longer(server: Temporal) -> None:
    threads = Path(f"/proc/{server.pid}/task")
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as talk:
            talk.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")  # which wakes it
            with stopped(server.pid):
                states = [each.read_text().rpartition(")")[2][1] for each in threads.glob("*/stat")]
                assert set(states) == {"T"}


def test_reset(asker: Asker, ca: Authority) -> None:
    with serving(hang_up) as port:
        assert first(asker.ask(f"127.0.0.1:{port}")) == "temporal.reset"
        assert first(asker.ask(f"127.0.0.1:{port}", tls=True)) == "temporal.reset"


def test_no_connection_outlives_its_run(asker: Asker, server: Temporal) -> None:
    asker.ask(server.address)
    before = asker.sockets()

    for _ in range(5):
        asker.ask(server.address)

    until(lambda: asker.sockets() <= before, "the connections are closed")


# somebody else


@pytest.mark.parametrize("tls", [False, True])
def test_another_service_on_the_port_is_named(asker: Asker, server: Temporal, tls: bool) -> None:
    with valkey() as other:
        redis = asker.ask(f"127.0.0.1:{other.port}", tls=tls)
    web = asker.ask(f"127.0.0.1:{server.ui}", tls=tls)

    assert first(redis) == first(web) == "temporal.other-service"
    assert "not by Temporal" in found(redis, "reachable").summary
    assert "a web server" in found(web, "reachable").summary
    assert "8233" in found(web, "reachable").hint


def test_postgres_on_the_port_is_named(asker: Asker) -> None:
    with postgres() as other:
        outcome = asker.ask(f"127.0.0.1:{other.port}")

    assert first(outcome) == "temporal.other-service"
    assert "PostgreSQL" in found(outcome, "reachable").summary


def test_a_stranger_that_nobody_knows(asker: Asker) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello, who is there?\r\n")
        await reader.read()

    with serving(greet) as port:
        code = first(asker.ask(f"127.0.0.1:{port}"))

    assert code in ("temporal.other-service", "temporal.reset")  # whichever end is faster


def test_another_grpc_service(asker: Asker) -> None:
    with serving(grpc(12, "unknown service")) as port:
        assert first(asker.ask(f"127.0.0.1:{port}")) == "temporal.other-service"


# TLS


def test_a_tls_server_asked_in_plain(asker: Asker, ca: Authority) -> None:
    with serving(mute, tls=ca.context()) as port:
        assert first(asker.ask(f"127.0.0.1:{port}")) == "temporal.tls-expected"


def test_a_tls_server_without_http_2(trusting: Asker, ca: Authority) -> None:
    with serving(mute, tls=ca.context(alpn=False)) as port:
        outcome = trusting.ask(f"localhost:{port}", tls=True)

    assert first(outcome) == "temporal.other-service"


def test_a_plain_server_asked_in_tls(asker: Asker, server: Temporal) -> None:
    assert first(asker.ask(server.address, tls=True)) == "temporal.tls-unexpected"


def test_a_certificate_that_is_not_accepted(asker: Asker, trusting: Asker, ca: Authority) -> None:
    with serving(mute, tls=ca.context()) as port:
        untrusted = asker.ask(f"localhost:{port}", tls=True)
        misnamed = trusting.ask(f"127.0.0.1:{port}", tls=True)
    with serving(mute, tls=ca.context(days=-1)) as port:
        expired = trusting.ask(f"localhost:{port}", tls=True)

    assert first(untrusted) == first(misnamed) == first(expired) == "temporal.certificate"
    assert "CA" in found(untrusted, "reachable").summary
    assert "another name" in found(misnamed, "reachable").summary
    assert "expired" in found(expired, "reachable").summary


def test_a_server_that_wants_a_client_certificate(trusting: Asker, ca: Authority) -> None:
    with serving(mute, tls=ca.context(client=True)) as port:
        outcome = trusting.ask(f"localhost:{port}", tls=True)

    assert first(outcome) == "temporal.client-certificate"


# a server that answers, and refuses


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (16, "temporal.unauthenticated"),
        (7, "temporal.no-permission"),
        (14, "temporal.unavailable"),
        (8, "temporal.overloaded"),
    ],
)
def test_a_server_that_refuses_the_caller(asker: Asker, status: int, code: str) -> None:
    with serving(grpc(status, "so says the server")) as port:
        outcome = asker.ask(f"127.0.0.1:{port}")

    assert first(outcome) == code
    assert "so says the server" in found(outcome, "reachable").summary


def test_every_fault_row_names_a_class() -> None:
    from checks.temporal import temporal as check

    assert all(resolve(row.error) for row in check.faults)
    assert {row.step for row in check.faults} <= set(check.steps)


def test_names_that_temporal_does_not_allow(asker: Asker, server: Temporal) -> None:
    outcome = asker.ask(server.address, "/_sys/x")

    assert codes(outcome)["workers"] == "temporal.invalid-name"
