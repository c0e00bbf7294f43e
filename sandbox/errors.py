"""What can go wrong with the sandbox itself, in words for its user."""

from __future__ import annotations

INSTALL = "install healthcheck with its extra: pip install 'path/to/healthcheck[sandbox]'"


class SandboxError(Exception):
    """The sandbox could not do what it was asked to."""


class NotInstalledError(SandboxError):
    def __init__(self, missing: str) -> None:
        super().__init__(f"the sandbox needs {missing}: {INSTALL}")


class UnknownFaultError(SandboxError, LookupError):
    """No fault has that name."""
