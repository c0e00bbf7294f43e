"""The workflow that a training job becomes, and one beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TypedDict

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

VALIDATION = "validate_dataset"
TRAINING = (VALIDATION, "create_clearml_task", "execute_training", "upload_final_model")
CLEANUP = "cleanup_training_resources"
LONGEST = timedelta(minutes=10)  # for one try of an activity
ATTEMPTS = 3  # and a second and two between them: a job that cannot begin ends in 3-5 s


class Result(TypedDict):
    """The workflow ends COMPLETED either way: only `success` tells whether the job was trained."""

    success: bool
    error: str | None


@workflow.defn
class TrainingWorkflow:
    @workflow.run
    async def run(self, job: int) -> Result:
        try:
            for activity in TRAINING:
                await _execute(activity, job)
            await _execute(CLEANUP, job, None)
        except ActivityError as error:
            reason = str(error.cause or error)
            with suppress(ActivityError):  # the same thing may be in its way
                await _execute(CLEANUP, job, reason, attempts=1)
            if is_cancelled_exception(error):
                raise
            return Result(success=False, error=reason)
        return Result(success=True, error=None)


@workflow.defn
class DatasetWorkflow:
    """Holds a job's dataset against its row, and trains nothing."""

    @workflow.run
    async def run(self, job: int) -> None:
        await _execute(VALIDATION, job)


@workflow.defn(dynamic=True, sandboxed=False)
class AnyWorkflow:
    """Whatever has no workflow of its own: it ends at once."""

    @workflow.run
    async def run(self, arguments: Sequence[RawValue]) -> None:
        pass


async def _execute(activity: str, *arguments: object, attempts: int = ATTEMPTS) -> None:
    await workflow.execute_activity(
        activity,
        args=arguments,
        start_to_close_timeout=LONGEST,
        retry_policy=RetryPolicy(maximum_attempts=attempts),
    )


WORKFLOWS: Mapping[str, type[object]] = {
    "TrainingWorkflow": TrainingWorkflow,
    "DatasetWorkflow": DatasetWorkflow,
}
"""By the names under which they are registered."""
