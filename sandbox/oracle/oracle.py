"""The oracle itself: one job, created and watched, in whatever state the platform is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Self

import httpx

from sandbox.errors import SandboxError
from sandbox.oracle import jobs
from sandbox.oracle.judging import Ending, Observed, Outcome, judge
from sandbox.oracle.updates import Updates, updates

LOGIN = "/api/v1/auth/login"
LOGGING_IN = 10.0  # seconds


class NotHealthyError(SandboxError):
    """A job did not complete, or lost something, where nothing is meant to be broken."""


class Oracle:
    """Holds a token from healthy times, so that what it meets is the creation of a job."""

    def __init__(self, variables: Mapping[str, str], *, token: str) -> None:
        self._variables = dict(variables)
        self._token = token

    @classmethod
    def prepare(cls, variables: Mapping[str, str]) -> Self:
        """Logs in. `variables` are the stack's; NotHealthyError where nobody is let in."""
        with _client(variables["API_BASE_URL"]) as client:
            form = {"username": variables["E2E_USERNAME"], "password": variables["E2E_PASSWORD"]}
            try:
                answer = client.post(LOGIN, data=form, timeout=LOGGING_IN)
            except httpx.HTTPError as error:
                raise NotHealthyError(f"login: {error!r}") from error
        if not answer.is_success:
            raise NotHealthyError(f"login: {answer.status_code} {answer.text[: jobs.EXCERPT]}")
        return cls(variables, token=answer.json()["access_token"])

    def observe(self) -> Observed:
        """Creates a job. Takes as long as the job, the operation's patience or LATE allow."""
        began = time.monotonic()
        with updates(self._variables["REDIS_URL"]) as heard, self._as_the_user() as client:
            answer = jobs.create(client)
            ending: Ending | None = None
            lost: tuple[str, ...] = ()
            if answer.job is not None:
                ending = jobs.follow(client, answer.job)
                if ending.status == "completed":
                    lost = self._lost(client, heard, answer.job)
        return Observed(
            outcome=judge(answer, ending, lost),
            status=answer.status,
            excerpt=answer.excerpt,
            seconds=time.monotonic() - began,
            job=answer.job,
            job_status=ending.status if ending else None,
            lost=lost,
        )

    def prove_healthy(self) -> Observed:
        """NotHealthyError unless a job completes on time with nothing lost."""
        observed = self.observe()
        if observed.outcome is not Outcome.COMPLETED:
            raise NotHealthyError(f"a job on a healthy stack: {observed}")
        return observed

    def _lost(self, client: httpx.Client, heard: Updates, job: int) -> tuple[str, ...]:
        """Where the stack's settings have no keys for ClearML, nothing of it can be lost."""
        silent = () if heard.tell_of_the_end(job) else ("updates",)
        tracked = bool(self._variables.get("CLEARML_API_ACCESS_KEY"))
        return (*silent, *(jobs.untracked(client, job) if tracked else ()))

    def _as_the_user(self) -> AbstractContextManager[httpx.Client]:
        return _client(self._variables["API_BASE_URL"], Authorization=f"Bearer {self._token}")


def _client(base_url: str, **headers: str) -> httpx.Client:
    """A connection for each request: what an earlier one left behind tells nothing."""
    once = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=base_url, headers=headers, limits=once, trust_env=False)
