"""A user of the platform, who creates jobs, and looks at what becomes of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import httpx

from sandbox.content import JOB
from tests import servers

DESCRIBED = """
import asyncio, json, os, sys
from temporalio.client import Client

async def main():
    namespace = os.environ["TEMPORAL_NAMESPACE"]
    client = await Client.connect(os.environ["TEMPORAL_HOST"], namespace=namespace)
    run = client.get_workflow_handle(sys.argv[1])
    described = await run.describe()
    status, raw = described.status.name, described.raw_description
    told = {"status": status, "attempt": raw.pending_workflow_task.attempt}
    told["begun"] = [each.activity_type.name for each in raw.pending_activities]
    print(json.dumps({**told, "result": await run.result() if status == "COMPLETED" else None}))

asyncio.run(main())
sys.stdout.flush()
os._exit(0)  # an interpreter that used temporalio may crash at its own exit
"""


class User:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        url = f"{variables['API_BASE_URL']}/api/v1"
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=servers.LIMIT)
        form = {"username": variables["E2E_USERNAME"], "password": variables["E2E_PASSWORD"]}
        token = self._client.post("/auth/login", data=form).json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def create(self, **config: object) -> int:
        body = {"project_id": 1, "config": {**JOB, **config}}
        answer = self._client.post("/training/jobs", json=body)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["id"])

    def cancel(self, job: int) -> None:
        assert self._client.post(f"/training/jobs/{job}/cancel").status_code == 200

    def get(self, job: int, part: str = "") -> Any:
        return self._client.get(f"/training/jobs/{job}{part}").json()

    def ended(self, job: int) -> Any:
        """The job, when nothing will become of it any more."""
        last: Any = {}

        def has_ended() -> bool:
            nonlocal last
            last = self.get(job)
            return last["status"] not in ("pending", "running")

        servers.until(has_ended, f"job {job} ends")
        return last

    def workflow(self, job: int) -> Any:
        """What Temporal says of it now; `begun` are the activities that have not ended."""
        asked = subprocess.run(
            [sys.executable, "-c", DESCRIBED, f"training-job-{job}"],
            env={**os.environ, **self._variables},
            capture_output=True,
            check=True,
        )
        return json.loads(asked.stdout)

    def comes_to(self, job: int, **wanted: object) -> Any:
        """What Temporal says of it when that is so."""
        last: Any = {}

        def is_so() -> bool:
            nonlocal last
            last = self.workflow(job)
            return all(last[name] == value for name, value in wanted.items())

        try:
            servers.until(is_so, f"the workflow of job {job} comes to {wanted}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but is {last}") from error
        return last
