"""Real servers from wheels, and what can be broken about them.

async with Sandbox() as sandbox:
    await sandbox.break_("temporal-no-worker")
"""

from __future__ import annotations

from sandbox.errors import NotInstalledError, SandboxError, UnknownFaultError
from sandbox.faults import FAULTS, Fault
from sandbox.stack import Sandbox, Stack

__all__ = [
    "FAULTS",
    "Fault",
    "NotInstalledError",
    "Sandbox",
    "SandboxError",
    "Stack",
    "UnknownFaultError",
]
