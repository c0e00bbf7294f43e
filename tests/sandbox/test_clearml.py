"""ClearML's stand-in, held to the real SDK, and broken beneath its clients."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.clearml.settings import Manner, Settings, Store
from tests import servers
from tests.stack import Lent

SDK = Path(__file__).parent / "clearml_sdk.py"
GOOD = "good"
LOGIN = b"GET /auth.login HTTP/1.1\r\nHost: api\r\nAuthorization: Basic YTpi\r\n\r\n"
PATIENCE = 100  # seconds; the SDK's own would be hours


def with_the_sdk(stack: Lent, work: str, told: Path) -> dict[str, Any]:
    """What a child met that did it with the real SDK, in an environment of its own."""
    subprocess.run(
        [sys.executable, SDK, work, told], env=stack.environment, timeout=PATIENCE, check=True
    )
    met: dict[str, Any] = json.loads(told.read_text())
    return met


def test_the_sdk_makes_queues_and_deletes_a_task(stack: Lent, tmp_path: Path) -> None:
    met = with_the_sdk(stack, "queue-and-delete", tmp_path / "told.json")

    assert (met["server"], met["api"]) == ("2.3.0", "2.34")
    assert met["statuses"] == ["created", "queued", "created"]
    assert met["found"] == ["proof", "group/project"]
    assert met["left"] == []
    assert met["invalid"] == []
    assert set(met["seen"]) >= {
        "projects.get_all",
        "projects.create",
        "tasks.create",
        "tasks.get_by_id",
        "queues.get_by_id",
        "queues.get_all",
        "tasks.enqueue",
        "tasks.dequeue",
        "events.get_task_events",
        "tasks.delete",
    }


def test_the_sdk_tracks_an_experiment(stack: Lent, tmp_path: Path) -> None:
    met = with_the_sdk(stack, "track", tmp_path / "told.json")

    assert met["status"] == "completed"
    assert met["parameters"] == {"General/epochs": "2"}
    assert met["scalars"] == {"loss": {"train": {"name": "train", "x": [0, 1], "y": [1.0, 0.5]}}}
    assert met["last"] == {"loss": {"train": {"last": 0.5, "min": 0.5, "max": 1.0}}}
    assert met["page"].startswith(stack.variables["CLEARML_WEB_HOST"])
    assert met["invalid"] == []
    assert set(met["seen"]) >= {
        "tasks.started",
        "events.add_batch",
        "tasks.edit",
        "tasks.completed",
    }


def keys(stack: Lent) -> tuple[str, str]:
    names = "CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY"
    return stack.variables[names[0]], stack.variables[names[1]]


def ask(stack: Lent, name: str) -> httpx.Response:
    url = f"{stack.variables['CLEARML_API_HOST']}/{name}"
    return httpx.post(url, auth=keys(stack), timeout=PATIENCE)


def test_the_web_ui_answers_every_path_with_its_page(stack: Lent) -> None:
    reply = httpx.get(f"{stack.variables['CLEARML_WEB_HOST']}/debug.ping")

    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/html")
    assert "<title>ClearML</title>" in reply.text


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/", None, 200),
        ("/", "wrong", 401),
        ("/file", None, 401),
        ("/", GOOD, 200),
        ("/file", GOOD, 404),
    ],
)
def test_the_file_server_takes_the_apis_token(
    stack: Lent, path: str, token: str | None, status: int
) -> None:
    if token == GOOD:
        token = ask(stack, "auth.login").json()["data"]["token"]
    headers = {"authorization": f"Bearer {token}"} if token else {}
    reply = httpx.get(f"{stack.variables['CLEARML_FILES_HOST']}{path}", headers=headers)

    assert reply.status_code == status
    assert (reply.text == "OK") == (status == 200)


@pytest.mark.parametrize("fault", ["clearml-redis-hung", "clearml-hung", "clearml-silent"])
def test_a_request_that_waits_is_answered_when_the_fault_is_mended(stack: Lent, fault: str) -> None:
    stack.break_(fault)

    async def wait() -> tuple[bool, int]:
        asking = asyncio.create_task(asyncio.to_thread(ask, stack, "queues.get_all"))
        done, _ = await asyncio.wait([asking], timeout=0.2)
        await asyncio.to_thread(stack.mend, fault)
        return bool(done), (await asking).status_code

    assert asyncio.run(wait()) == (False, 200)


def test_its_secrets_are_for_its_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Settings("access", "secret").write(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]


def test_it_does_not_wait_for_a_store_when_it_is_ended(tmp_path: Path) -> None:
    settings, port = tmp_path / "settings.json", servers.free_port()
    Settings("access", "secret", {Store.MONGODB: Manner.HUNG}).write(settings)
    command = [sys.executable, "-P", "-m", "sandbox.clearml", settings, f"--api={port}"]
    with subprocess.Popen([str(word) for word in command], stderr=subprocess.DEVNULL) as process:
        servers.until(lambda: servers.listens(port), "the stand-in listens")
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(LOGIN)
            httpx.get(f"http://127.0.0.1:{port}/debug.ping")  # it comes later, and so tells
            process.send_signal(signal.SIGTERM)
            code = process.wait(servers.LIMIT)

    assert code in (0, -signal.SIGTERM)
