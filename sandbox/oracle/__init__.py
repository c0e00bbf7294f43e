"""The oracle: creates a training job as a user would, and tells what became of it."""

from __future__ import annotations

from sandbox.oracle.judging import Observed, Outcome
from sandbox.oracle.oracle import NotHealthyError, Oracle

__all__ = ["NotHealthyError", "Observed", "Oracle", "Outcome"]
