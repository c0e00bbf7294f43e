"""Asking ClearML's SDK itself, in a process of its own: it may retry for hours, and is slow to
import."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from checks.clearml.target import LOCAL, ClearmlTarget
from healthcheck import DaemonThread

SCRIPT = Path(__file__).with_name("resolving.py")
PATIENCE = 4.5
"""Seconds from its start, in which it competes with the imports of all checks: 0.4 s on an idle
machine, many times that on a busy one. Less than a dependency has, so that no server is blamed."""

AT_LEAST = 2.0
"""Seconds it gets from when it is asked for its answer."""

LIMIT = PATIENCE + 0.3
"""Seconds for the step."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Sdk:
    """The process, from its start until it has answered or is not needed any more."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._thread = DaemonThread()
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(SCRIPT)],  # -P: no module of the working directory
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )

    @classmethod
    def start(cls, target: ClearmlTarget) -> Self:
        """In the environment that the platform has, as far as it is known here."""
        return cls(environment(os.environ, target))

    async def answer(self) -> tuple[int, bytes] | None:
        """Its exit code and what it said, None where that takes too long."""
        left = max(self._started + PATIENCE - time.monotonic(), AT_LEAST)
        try:
            async with asyncio.timeout(left):
                said, _ = await self._thread.call(self._process.communicate)
        except TimeoutError:
            return None
        return self._process.returncode, said

    def close(self) -> None:
        """Ends it, where it has not ended."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._thread.end()


def environment(own: Mapping[str, str], target: ClearmlTarget) -> dict[str, str]:
    """Our environment, and what the settings add to it: they may come from the platform's env file.

    The API server's default is not added. Without CLEARML_API_HOST the SDK has another default than
    we, and that is worth finding.
    """
    settings = {
        "CLEARML_API_HOST": "" if target.api_host is LOCAL else target.api_host.base,
        "CLEARML_WEB_HOST": target.web_host,
        "CLEARML_FILES_HOST": target.files_host,
        "CLEARML_API_ACCESS_KEY": target.access_key.reveal(),
        "CLEARML_API_SECRET_KEY": target.secret_key.reveal(),
    }
    added = {name: text for name, text in settings.items() if text and not own.get(name)}
    return {**own, **added}
