"""What a fault proxy does with its connections."""

from __future__ import annotations

import enum


class Mode(enum.Enum):
    PASS = "pass"
    REFUSE = "refuse"  # nothing listens, and what was connected is cut
    SILENT = "silent"  # accepts; no byte passes either way until the mode changes, then all do
    RESET = "reset"  # accepts and resets at once; what was connected is reset too
