"""Who calls the platform's API, with a token from when all was well, and looks into its tables."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg

from sandbox.content import JOB

LIMIT = 30.0  # seconds for an answer; the slowest comes after 10
SILENCE = 2.0  # seconds without an answer, which takes a tenth of one
FORM = {"project_id": 1, "config": JOB}


class Caller:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self._client = httpx.Client(
            base_url=variables["API_BASE_URL"], trust_env=False, timeout=LIMIT
        )
        token = self.login().json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def login(self) -> httpx.Response:
        user = {"username": "E2E_USERNAME", "password": "E2E_PASSWORD"}
        form = {field: self.variables[name] for field, name in user.items()}
        return self._client.post("/api/v1/auth/login", data=form)

    def create(self, body: object = FORM) -> httpx.Response:
        return self._client.post("/api/v1/training/jobs", json=body)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers=headers)

    def hangs(self, method: str, path: str, body: object = None) -> bool:
        """Whether there is SILENCE. What was asked goes on, unheard."""
        try:
            self._client.request(method, path, json=body, timeout=SILENCE)
        except httpx.ReadTimeout:
            return True
        return False

    def last_job(self) -> int:
        return int(self._rows("SELECT coalesce(max(id), 0) FROM training_jobs")[0][0])

    def jobs_after(self, job: int) -> list[str]:
        """Their statuses."""
        query = f"SELECT status::text FROM training_jobs WHERE id > {job} ORDER BY id"
        return [str(status) for (status,) in self._rows(query)]

    @contextmanager
    def stopped_postmaster(self) -> Iterator[None]:
        """It alone; its children go on."""
        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            child = connection.info.backend_pid
            command = ["ps", "-o", "ppid=", "-p", str(child)]
            parent = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            subprocess.run(["kill", f"-{signal.SIGSTOP}", parent.strip()], check=True)
            try:
                yield
            finally:
                subprocess.run(["kill", f"-{signal.SIGCONT}", parent.strip()], check=True)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            return connection.execute(query.encode()).fetchall()
