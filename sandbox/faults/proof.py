"""The whole proof that the platform trains: a job is created as its users do, and trained."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from sandbox.content import JOB
from sandbox.exchange import Asked, exchange
from sandbox.faults.questions import PROJECT

if TYPE_CHECKING:
    from sandbox.faults.fault import Servers
    from sandbox.servers.temporal import Temporal

JOBS = "/api/v1/training/jobs"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
CONFIG: Mapping[str, Any] = {**JOB, "epochs": 1}


class UntrainedError(Exception):
    """What the backend, or the workflow's result, says."""


async def trains(servers: Servers) -> None:
    """Patience of seconds is needed: every call creates a job."""
    job = await create_job(servers)
    async with cast("Temporal", servers["temporal"]).client() as client:
        result = await client.get_workflow_handle(f"training-job-{job}").result()
    if not result["success"]:
        raise UntrainedError(result["error"])


async def create_job(servers: Servers, *, epochs: int = 1) -> int:
    """Its id. UntrainedError when the backend refuses."""
    asked = {"project_id": PROJECT, "config": {**CONFIG, "epochs": epochs}}
    token = await _token(servers)
    return int((await _post(servers, JOBS, json.dumps(asked), JSON, token))["id"])


async def cancel_job(servers: Servers, job: int) -> None:
    """UntrainedError when the backend refuses: it has ended, perhaps."""
    await _post(servers, f"{JOBS}/{job}/cancel", "{}", JSON, await _token(servers))


async def _token(servers: Servers) -> str:
    known = servers["api"].variables()
    form = {"username": known["E2E_USERNAME"], "password": known["E2E_PASSWORD"]}
    login = await _post(servers, "/api/v1/auth/login", urlencode(form), FORM)
    return str(login["access_token"])


async def _post(servers: Servers, path: str, body: str, kind: str, token: str = "") -> Any:
    headers = [(b"host", b"127.0.0.1"), (b"content-type", kind.encode())]
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    asked = Asked("POST", path.encode(), tuple(headers), body.encode())
    answer = await exchange(servers["api"].proxy.port, asked)
    if answer.status != 200:
        raise UntrainedError(f"{path}: {answer.status} {answer.body.decode(errors='replace')}")
    return json.loads(answer.body)
