"""The questions, in the order in which they are asked: each module adds its own to the check."""

# Importing a module adds its steps, and their order is that of the questions.
# ruff: isort: off

from checks.postgres.session import postgres
from checks.postgres.steps import (
    reachable,
    capacity,
    schema,
    privileges,
    rows,
    unblocked,
    insertable,
    inspections,
)

__all__ = [
    "capacity",
    "insertable",
    "inspections",
    "postgres",
    "privileges",
    "reachable",
    "rows",
    "schema",
    "unblocked",
]
