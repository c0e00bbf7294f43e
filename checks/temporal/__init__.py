"""Temporal: would a workflow that is started now ever run?

`start_workflow` succeeds with no worker at all: the job is accepted, and stays where it is. So to
have connected proves little, and `workers` and what comes after it are the steps that matter.
"""

from checks.temporal.steps import temporal
from checks.temporal.target import Address, Name, TemporalTarget

__all__ = ["Address", "Name", "TemporalTarget", "temporal"]
