"""The three means, each asked as a user would: by a command or a request."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from tests.accuracy.case import Changed
from tests.accuracy.row import READY, UNKNOWN

HOME = Path(__file__).parent.parent.parent
LIMIT = 60.0  # seconds for a command; its own limits are shorter
PATIENCE = 15.0  # seconds for /health, as for any request
VERDICTS = (0, 1, 3)
OPERATION = "create-training-job"
UNWELL = ("disconnected", "unhealthy", "degraded", "error", "down", "unavailable", "failed")


def changed(environment: Mapping[str, str], settings: Changed) -> dict[str, str]:
    """With other settings; None: without one."""
    both = {**environment, **settings}
    return {name: value for name, value in both.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What `healthcheck --all` says. `answered` are the steps that were asked and told a thing."""

    predicted: str
    root_causes: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    answered: frozenset[str] = frozenset()

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """A report without a verdict on creating a job is unknown: nothing was predicted."""
        steps = {
            f"{each['name']}.{step['name']}"
            for each in report["dependencies"]
            for step in each["steps"]
            if step["status"] != "skipped"
        }
        verdicts = {each["name"]: each for each in report["operations"]}
        if OPERATION not in verdicts:
            return cls(UNKNOWN, answered=frozenset(steps))
        verdict = verdicts[OPERATION]
        status = UNKNOWN if verdict["status"] == "unknown" else READY
        return cls(
            predicted=verdict["effect"] or status,
            root_causes=tuple(verdict["root_causes"]),
            unproven=tuple(verdict["unproven"]),
            unknown=tuple(verdict["unknown"]),
            answered=frozenset(steps),
        )


def predict(environment: Mapping[str, str]) -> Prediction:
    """CalledProcessError where it ends otherwise than with a verdict."""
    done = _run(["healthcheck", "--all", "--format", "json"], environment)
    if done.returncode not in VERDICTS:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return Prediction.of(json.loads(done.stdout))


def ping(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The services that cannot be pinged."""
    done = _run([sys.executable, "-m", "tests.accuracy.ping"], environment)
    *_, last = done.stdout.splitlines()  # a ping may print, too
    return tuple(last.split())


def health(base_url: str) -> str:
    """What the platform's own /health finds wrong; empty: nothing."""
    try:
        answer = httpx.get(f"{base_url}/health", timeout=PATIENCE, trust_env=False)
    except httpx.TimeoutException:
        return "no answer"
    except httpx.HTTPError:
        return "no connection"
    if not answer.is_success:
        return str(answer.status_code)
    told = answer.text.lower()
    return next((word for word in UNWELL if word in told), "")


def _run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=dict(environment),
        capture_output=True,
        text=True,
        cwd=HOME,
        timeout=LIMIT,
        check=False,
    )
