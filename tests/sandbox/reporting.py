"""`healthcheck`, asked about a stack."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.stack import Lent


def healthcheck(stack: Lent, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["healthcheck", *arguments],
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def report(stack: Lent, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = healthcheck(stack, *arguments, "--format", "json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def blemishes(found: dict[str, Any]) -> list[str]:
    """What was not as it should be, a line each: for the message of an assertion."""
    return [
        f"{each['name']}.{step['name']} {step['status']} {step['code']}: {step['summary']}"
        for each in found["dependencies"]
        for step in each["steps"]
        if step["status"] not in ("ok", "skipped")
    ]


def created(found: dict[str, Any]) -> dict[str, Any]:
    """The verdict that decides."""
    (verdict,) = [each for each in found["operations"] if each["name"] == "create-training-job"]
    operation: dict[str, Any] = verdict
    return operation
