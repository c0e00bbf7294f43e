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


def created(found: dict[str, Any]) -> dict[str, Any]:
    """The verdict that decides."""
    (verdict,) = [each for each in found["operations"] if each["name"] == "create-training-job"]
    operation: dict[str, Any] = verdict
    return operation
