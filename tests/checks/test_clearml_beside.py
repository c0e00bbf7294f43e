"""ClearML's queues, agents, tasks, file server and web UI, on the sandbox's stand-in: none of the
real servers can be had from wheels."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from checks.clearml import ClearmlTarget, clearml
from checks.clearml.queues import read
from checks.clearml.target import ApiUrl
from checks.clearml.tasks import remains
from healthcheck import Outcome, Secret
from tests import servers
from tests.ask import ask
from tests.checks.asking import said
from tests.clearml_servers import (
    ACCESS,
    SECRET,
    TOKEN,
    Sandbox,
    clearml_sandbox,
    clearml_server,
    envelope,
    token,
)
from tests.web_servers import Answer, Asked, web_server, without_proxies

NAME = "__healthcheck-0b9ed8a7-6d3c-4e6f-9a51-0c1d2e3f4a5b"
FINE = (200, 0, "OK")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_proxies(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with clearml_sandbox() as started:
        yield started


def ask_beside(
    port: int, step: str, *, writing: bool = False, timeout: float = 5.0, **settings: Any
) -> Outcome:
    target = ClearmlTarget(
        api_host=ApiUrl.parse(f"http://127.0.0.1:{port}"),
        access_key=Secret(ACCESS),
        secret_key=Secret(SECRET),
        **settings,
    )
    return ask(clearml, target, step, writing=writing, timeout=timeout)


def code(outcome: Outcome, step: str) -> str | None:
    finding = said(outcome, step)
    return finding.code or finding.because


def call(sandbox: Sandbox, name: str, body: Mapping[str, Any]) -> Any:
    """What the stand-in answers to its owner."""
    url = f"http://127.0.0.1:{sandbox.api}"
    login = httpx.post(f"{url}/auth.login", auth=(ACCESS, SECRET), json={}).json()
    headers = {"Authorization": f"Bearer {login['data']['token']}"}
    return httpx.post(f"{url}/{name}", headers=headers, json=body).json()["data"]


def names(sandbox: Sandbox) -> list[str]:
    return [each["name"] for each in call(sandbox, "tasks.get_all", {})["tasks"]]


@pytest.mark.parametrize(
    ("queue", "expected"),
    [("training", None), ("trainin", "clearml.unknown-queue"), ("", "unsupported")],
)
def test_the_queue_of_the_platform(sandbox: Sandbox, queue: str, expected: str | None) -> None:
    outcome = ask_beside(sandbox.api, "queue", queue=queue)

    assert code(outcome, "queue") == expected
    assert ("there are: default, training, services" in said(outcome, "queue").hint) == (
        expected == "clearml.unknown-queue"
    )


def test_the_agents_of_a_queue(sandbox: Sandbox) -> None:
    queues = {each["name"]: each["id"] for each in call(sandbox, "queues.get_all", {})["queues"]}
    nobody = ask_beside(sandbox.api, "agents", queue="services")
    call(sandbox, "workers.register", {"worker": "gpu:0", "queues": [queues["training"]]})
    elsewhere = ask_beside(sandbox.api, "agents", queue="services")
    idle = ask_beside(sandbox.api, "agents", queue="training")
    task = call(sandbox, "tasks.create", {"name": "theirs", "type": "training"})["id"]
    at_work = {"worker": "gpu:0", "timestamp": 1, "task": task, "queues": [queues["training"]]}
    call(sandbox, "workers.status_report", at_work)
    busy = ask_beside(sandbox.api, "agents", queue="training")
    call(sandbox, "workers.unregister", {"worker": "gpu:0"})
    call(sandbox, "tasks.delete", {"task": task, "force": True})

    assert code(nobody, "agents") == code(elsewhere, "agents") == "clearml.no-agents"
    assert "1 listen to other queues" in said(elsewhere, "agents").summary
    assert code(idle, "agents") is None
    assert "gpu:0" in str(said(idle, "agents").evidence["agents"])
    assert code(busy, "agents") == "clearml.agents-busy"
    assert said(busy, "agents").status == "warn"


def test_without_a_queue_no_agent_is_needed(sandbox: Sandbox) -> None:
    assert code(ask_beside(sandbox.api, "agents"), "agents") == "unsupported"


def test_agents_as_the_server_tells_of_them() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    told = [
        {"id": "a", "queues": [{"name": "q"}], "last_activity_time": "2026-11-23T11:59:30Z"},
        {"id": "b", "queues": [{"name": "q"}, {}], "last_activity_time": "2026-11-23T11:59:00"},
        {"id": "c", "last_activity_time": "soon", "task": {"id": "t"}},
        "odd",
    ]
    found = read(told, now=now)

    assert [each.age for each in found] == [30.0, 60.0, None]
    assert [each.busy for each in found] == ["", "", "t"]
    assert read(None, now=now) == []


def test_a_task_is_made_and_nothing_of_it_is_left(sandbox: Sandbox) -> None:
    before = names(sandbox)
    reading = ask_beside(sandbox.api, "tasks")
    proven = ask_beside(sandbox.api, "tasks", writing=True)

    assert code(reading, "tasks") == "writes"
    assert code(proven, "tasks") is None
    assert names(sandbox) == before


def test_only_our_own_old_tasks_are_remains() -> None:
    now = datetime.now(UTC)
    old, young = (
        (now - timedelta(minutes=61)).isoformat(),
        (now - timedelta(minutes=59)).isoformat(),
    )
    left = {"id": "left", "name": NAME[:-1] + "c", "created": old, "status": "created"}
    listed = [
        {"id": "own", "name": NAME, "created": now.isoformat(), "status": "created"},
        left,
        {**left, "id": "young", "name": NAME[:-1] + "d", "created": young},
        {**left, "id": "theirs", "name": "__healthcheck-mine"},
        {**left, "id": "run", "name": NAME[:-1] + "e", "status": "completed"},
        {**left, "id": "odd", "name": NAME[:-1] + "f", "created": "then"},
        {"name": "without an id"},
    ]

    assert remains(listed, own=NAME) == ["own", "left"]
    assert remains(listed[1:2], own=NAME) == ["left"]
    assert remains([], own=NAME) == []


def test_a_killed_runs_task_is_swept_and_nobody_elses(sandbox: Sandbox) -> None:
    """The stand-in's tasks are as old as their record says."""
    old = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    mine = {"name": NAME, "type": "testing", "created": old}
    theirs = {"name": "__healthcheck-theirs", "type": "testing", "created": old}
    for each in (mine, theirs):
        call(sandbox, "tasks.create", each)

    ask_beside(sandbox.api, "tasks", writing=True)
    left = names(sandbox)

    assert NAME not in left
    assert "__healthcheck-theirs" in left


def test_a_run_that_is_given_up_leaves_no_task(sandbox: Sandbox) -> None:
    """The answer to the new task never comes: its name finds it."""

    def forget(asked: Asked) -> Answer | None:
        answer = httpx.request(
            asked.method,
            f"http://127.0.0.1:{sandbox.api}{asked.path}",
            headers={k: v for k, v in asked.headers.items() if k != "content-length"},
            content=asked.body,
        )
        if asked.path.endswith("tasks.create"):
            return None
        headers = {"Content-Type": answer.headers["content-type"]}
        return Answer(answer.status_code, answer.content, headers)

    before = names(sandbox)
    with web_server(forget) as server:
        outcome = ask_beside(server.port, "tasks", writing=True)
    after = names(sandbox)

    assert said(outcome, "tasks").manner == "silent"
    assert after == before


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ((403, 20, "Forbidden"), "clearml.no-permission"),
        ((400, 12, "Validation error"), "clearml.task-refused"),
    ],
)
def test_a_server_that_makes_no_task(result: tuple[int, int, str], expected: str) -> None:
    with clearml_server(results={"tasks.create": envelope(result)}) as server:
        outcome = ask_beside(server.port, "tasks", writing=True)

    assert code(outcome, "tasks") == expected


def test_a_task_that_may_not_be_deleted_is_said() -> None:
    def listed(body: bytes) -> Answer:
        return envelope(FINE, {"tasks": [{"id": "t1", "name": body.decode()}]})

    made: list[str] = []

    def respond(asked: Asked) -> Answer:
        name = asked.path.strip("/")
        if name == "tasks.create":
            made.append(json.loads(asked.body)["name"])
        answers = {
            "debug.ping": envelope(FINE, {"msg": "ClearML server"}),
            "auth.login": envelope(FINE, {"token": TOKEN}),
            "tasks.create": envelope(FINE, {"id": "t1"}),
            "tasks.get_all": listed(made[-1].encode() if made else b""),
            "tasks.delete": envelope((500, 0, "no")),
        }
        return answers.get(name, envelope(FINE, {name.partition(".")[0]: []}))

    with web_server(respond) as server:
        outcome = ask_beside(server.port, "tasks", writing=True)

    assert code(outcome, "tasks") == "clearml.left-behind"
    assert said(outcome, "tasks").status == "warn"


def test_an_older_server_is_told() -> None:
    old = envelope(FINE, {"token": token(api_version="2.4", server_version="0.13")})
    with clearml_server(results={"auth.login": old}) as server:
        outcome = ask_beside(server.port, "authenticated")

    assert code(outcome, "authenticated") == "clearml.old-server"
    assert said(outcome, "authenticated").status == "warn"


def test_a_file_server_that_takes_the_token(sandbox: Sandbox) -> None:
    outcome = ask_beside(sandbox.api, "files", files_host=f"http://127.0.0.1:{sandbox.files}")

    assert code(outcome, "files") is None


@pytest.mark.parametrize("host", ["", "s3://bucket/models", "/mnt/models"])
def test_files_that_go_elsewhere_are_not_asked_for(sandbox: Sandbox, host: str) -> None:
    assert code(ask_beside(sandbox.api, "files", files_host=host), "files") == "unsupported"


def test_what_answers_in_the_place_of_the_file_server(sandbox: Sandbox) -> None:
    nobody = servers.free_port()
    found = {
        port: ask_beside(sandbox.api, "files", files_host=f"http://127.0.0.1:{port}")
        for port in (sandbox.api, sandbox.web, nobody)
    }
    with web_server(Answer(404)) as other:
        strange = ask_beside(sandbox.api, "files", files_host=f"http://127.0.0.1:{other.port}")

    assert "API server" in said(found[sandbox.api], "files").summary
    assert "web UI" in said(found[sandbox.web], "files").summary
    assert code(found[sandbox.api], "files") == code(strange, "files") == "clearml.files-elsewhere"
    assert code(found[nobody], "files") == "clearml.files-unreachable"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, "clearml.files-refused"), (500, "clearml.files-unreachable"), (404, None)],
)
def test_a_file_server_that_answers_to_the_token(
    sandbox: Sandbox, status: int, expected: str | None
) -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(200, b"OK") if asked.path == "/" else Answer(status)

    with web_server(respond) as server:
        outcome = ask_beside(sandbox.api, "files", files_host=f"http://127.0.0.1:{server.port}")

    assert code(outcome, "files") == expected


def test_a_file_server_that_is_silent_is_not_the_api_servers_fault(sandbox: Sandbox) -> None:
    with web_server(lambda _: None) as server:
        outcome = ask_beside(sandbox.api, "files", files_host=f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "files")
    assert (finding.code, finding.manner) == ("clearml.files-unreachable", "silent")
    assert said(outcome, "reachable").status == "ok"


def test_what_is_uploaded_is_deleted(sandbox: Sandbox) -> None:
    host = f"http://127.0.0.1:{sandbox.files}"
    reading = ask_beside(sandbox.api, "upload", files_host=host)
    proven = ask_beside(sandbox.api, "upload", files_host=host, writing=True)
    login = httpx.post(f"http://127.0.0.1:{sandbox.api}/auth.login", auth=(ACCESS, SECRET), json={})
    bearer = {"Authorization": f"Bearer {login.json()['data']['token']}"}
    left = httpx.get(f"{host}/__healthcheck/upload.txt", headers=bearer)

    assert code(reading, "upload") == "writes"
    assert code(proven, "upload") is None
    assert left.status_code == 404


@pytest.mark.parametrize(
    ("method", "status", "expected"),
    [
        ("POST", 403, "clearml.files-refused"),
        ("POST", 507, "clearml.upload-refused"),
        ("DELETE", 405, "clearml.left-behind"),
        ("DELETE", 404, None),
    ],
)
def test_a_file_server_that_takes_or_deletes_nothing(
    sandbox: Sandbox, method: str, status: int, expected: str | None
) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.method == method:
            return Answer(status)
        return Answer(200, b"OK") if asked.path == "/" else Answer(404)

    with web_server(respond) as server:
        host = f"http://127.0.0.1:{server.port}"
        outcome = ask_beside(sandbox.api, "upload", files_host=host, writing=True)

    assert code(outcome, "upload") == expected


@pytest.mark.parametrize(
    ("which", "expected"),
    [("web", None), ("api", "clearml.web-elsewhere"), ("files", "clearml.web-elsewhere")],
)
def test_the_web_ui(sandbox: Sandbox, which: str, expected: str | None) -> None:
    port = getattr(sandbox, which)
    outcome = ask_beside(sandbox.api, "website", web_host=f"http://127.0.0.1:{port}")

    assert code(outcome, "website") == expected
    assert said(outcome, "website").status in ("ok", "warn")


def test_a_web_ui_that_is_not_there_is_a_warning(sandbox: Sandbox) -> None:
    host = f"http://127.0.0.1:{servers.free_port()}"
    refused = ask_beside(sandbox.api, "website", web_host=host)
    with web_server(lambda _: None) as server:
        silent = ask_beside(sandbox.api, "website", web_host=f"http://127.0.0.1:{server.port}")

    for outcome in (refused, silent):
        assert code(outcome, "website") == "clearml.web-unreachable"
        assert said(outcome, "website").status == "warn"
