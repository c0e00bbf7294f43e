"""Creating a job and following it, over the platform's public API."""

from __future__ import annotations

import time

import httpx

from sandbox.content import JOB
from sandbox.oracle.judging import LATE, PATIENCE, Answer, Ending

JOBS = "/api/v1/training/jobs"
ENDED = ("completed", "failed", "cancelled")
BETWEEN = 0.2  # seconds between two looks at a job
LOOK = 5.0  # seconds for one look
EXCERPT = 300  # characters

REQUEST = {"project_id": 1, "config": JOB}
"""The request of the end-to-end test that started the project."""


def create(client: httpx.Client) -> Answer:
    """Nothing in time: `in_time` is false. No connection: an answer without a status."""
    began = time.monotonic()
    try:
        answer = client.post(JOBS, json=REQUEST, timeout=PATIENCE)
    except httpx.HTTPError as error:
        return Answer(
            status=None,
            excerpt=f"{type(error).__name__}: {error}"[:EXCERPT],
            seconds=time.monotonic() - began,
            in_time=not isinstance(error, httpx.TimeoutException),
        )
    return Answer(
        status=answer.status_code,
        excerpt=answer.text[:EXCERPT],
        seconds=time.monotonic() - began,
        job=answer.json()["id"] if answer.is_success else None,
    )


def follow(client: httpx.Client, job: int) -> Ending:
    """Until it has ended, or it is too LATE for that."""
    began = time.monotonic()
    seen: str | None = None
    while (left := began + LATE - time.monotonic()) > 0 and seen not in ENDED:
        seen = _status(client, job, timeout=min(left, LOOK)) or seen
        time.sleep(0 if seen in ENDED else BETWEEN)
    return Ending(status=seen, seconds=time.monotonic() - began)


def _status(client: httpx.Client, job: int, *, timeout: float) -> str | None:
    try:
        answer = client.get(f"{JOBS}/{job}", timeout=timeout)
    except httpx.HTTPError:
        return None
    return str(answer.json()["status"]) if answer.is_success else None


def untracked(client: httpx.Client, job: int) -> tuple[str, ...]:
    """What ClearML does not have of a job that has ended: `task`, `scalars`."""
    questions = {"task": "clearml/task", "scalars": "clearml/metrics"}
    return tuple(
        name for name, path in questions.items() if not _given(client, f"{JOBS}/{job}/{path}")
    )


def _given(client: httpx.Client, path: str) -> bool:
    try:
        answer = client.get(path, timeout=LOOK)
    except httpx.HTTPError:
        return False
    return answer.is_success and bool(answer.json())
