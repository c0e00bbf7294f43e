"""The questions, in the order in which they are asked: each module adds its own to the check."""

# Importing a module adds its steps, and their order is that of the questions.
# ruff: isort: off

from checks.temporal.session import temporal
from checks.temporal.steps import (
    reachable,
    namespace,
    workers,
    routing,
    backlog,
    registration,
    inspections,
)

__all__ = [
    "backlog",
    "inspections",
    "namespace",
    "reachable",
    "registration",
    "routing",
    "temporal",
    "workers",
]
